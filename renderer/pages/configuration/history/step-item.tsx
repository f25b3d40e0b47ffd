import { Button } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConfigHistory, Task } from '#contract';
import { commands } from '../../../commands.ts';
import { CommandLine } from '../../../components/command-line.tsx';
import { DiffView } from '../../../components/diff-view.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import { TaskProgress } from '../../../components/task-progress.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import classes from './history.module.css';
import { markOfStep } from './step-state.ts';

/** Keys named in the line itself. */
const namedKeys = 3;

interface StepItemProps {
  step: ConfigHistory;
  /** The task that carried it out, while the host remembers it. */
  task: Task | undefined;
  isGoneTo: boolean;
  mayEdit: boolean;
  onUndo: (step: ConfigHistory) => void;
}

/** One step: how it stands, what it changed, who, why and when; opened, the lines and the way back. */
export function StepItem({ step, task, isGoneTo, mayEdit, onUndo }: StepItemProps) {
  const t = useTranslations('configuration');
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(isGoneTo);
  useEffect(() => {
    if (!isGoneTo) return;
    setIsOpen(true);
    button.current?.focus();
  }, [isGoneTo]);
  const keys = step.changed.map(({ key }) => key);
  const mayUndo =
    step.state !== 'undone' && step.state !== 'rolled_back' && step.state !== 'watching' && keys.length + step.diff.length > 0;
  return (
    <li className={classes.step} data-state={step.state}>
      <button
        ref={button}
        type="button"
        className={classes.line}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <IconChevronRight className={classes.chevron} size={16} aria-hidden="true" />
        <StateMark state={markOfStep(step)} word={t(`stepStates.${step.state}`)} />
        <span className={classes.what}>
          <span className={classes.keys} dir="ltr">
            {keys.length === 0 ? t('onlyText') : keys.slice(0, namedKeys).join(', ')}
          </span>
          {keys.length > namedKeys ? ` ${t('more', { count: keys.length - namedKeys })}` : ''}
          {step.reason === '' ? null : <span className={classes.reason}> · {step.reason}</span>}
        </span>
        <span className={classes.who}>
          {t(`kinds.${step.kind}`)}
          {step.kind === 'outside' ? '' : ` · ${step.author}`}
        </span>
        <span className={classes.when}>
          <TimeAgo at={step.at} />
        </span>
      </button>
      {step.state === 'watching' || step.state === 'rolled_back' ? (
        <div className={classes.note} role="status">
          <p>{step.state === 'watching' ? t('watching') : t('rolledBack')}</p>
          {step.note === null ? null : <p>{step.note}</p>}
          {step.state === 'watching' && task !== undefined ? <TaskProgress task={task} /> : null}
        </div>
      ) : null}
      <div id={id} className={classes.details} hidden={!isOpen}>
        {isOpen ? (
          <>
            <p className={classes.quiet}>
              {t(`documents.${step.document}`)}
              {step.note === null || step.state === 'rolled_back' || step.state === 'watching' ? '' : ` · ${step.note}`}
            </p>
            {step.diff === '' ? <p className={classes.quiet}>{t('noDiff')}</p> : <DiffView diff={step.diff} label={t('diff')} />}
            <div className={classes.foot}>
              <CommandLine command={commands.configUndo({ id: step.id })} />
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} />}
                disabled={!mayEdit || !mayUndo}
                title={!mayEdit ? t('needsAdmin') : mayUndo ? undefined : t('cannotUndo')}
                onClick={() => onUndo(step)}
              >
                {t('undo')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </li>
  );
}

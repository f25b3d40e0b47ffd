import { Progress } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { isTaskOver, type Task } from '#contract';
import { useFormats } from '../i18n/language-provider.tsx';
import classes from './task-progress.module.css';

/** How far, how fast, how long still: only what was measured. */
export function TaskProgress({ task }: { task: Task }) {
  const t = useTranslations('task');
  const formats = useFormats();
  const { done, total, unit, per_second: perSecond, eta_seconds: etaSeconds, current } = task.progress;
  const isOver = isTaskOver(task.state);
  const percent = total === null || total === 0 ? undefined : Math.min(100, (done / total) * 100);
  const amount = unit === 'bytes' ? formats.bytes : formats.count;
  const facts = [
    total === null ? `${amount(done)} ${unit}` : t('doneOf', { done: amount(done), total: amount(total), unit }),
    ...(isOver || perSecond === null ? [] : [`${unit === 'bytes' ? formats.bytes(perSecond) : formats.decimal(perSecond)}/s`]),
    ...(isOver || etaSeconds === null ? [] : [t('left', { duration: formats.duration(etaSeconds) })]),
  ];
  return (
    <div className={classes.progress}>
      {percent === undefined || task.state === 'succeeded' ? null : (
        <Progress.Root size={6} className={classes.bar}>
          <Progress.Section value={percent} aria-label={task.title} color={isOver ? 'var(--g-line-strong)' : 'accent'} />
        </Progress.Root>
      )}
      <p className={classes.facts}>
        <span>{facts.join(' · ')}</span>
        {isOver || current === undefined ? null : (
          <span className={classes.current} title={current} dir="ltr">
            {current}
          </span>
        )}
      </p>
    </div>
  );
}

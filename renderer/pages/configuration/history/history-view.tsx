import { NativeSelect } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConfigDocumentName, ConfigHistory } from '#contract';
import { useConfigHistory } from '../../../api/use-config.ts';
import { useTasks } from '../../../api/use-tasks.ts';
import { commands } from '../../../commands.ts';
import { CopyTextButton } from '../../../components/copy-text-button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import classes from './history.module.css';
import { StepItem } from './step-item.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** Steps shown at first; more come by a button, so that the page stays light. */
const pageSize = 50;

/** Every step of both files, newest first; the one of the address is open. */
export default function HistoryView({ step: openStep, mayEdit }: { step: string | undefined; mayEdit: boolean }) {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const [document, setDocument] = useState<ConfigDocumentName | 'all'>('all');
  const [shown, setShown] = useState(pageSize);
  const [undoing, setUndoing] = useState<ConfigHistory>();
  const { data, error, refetch } = useConfigHistory();
  const tasks = useTasks().data?.tasks;
  const steps = data?.steps.filter((step) => document === 'all' || step.document === document) ?? [];
  const openAt = steps.findIndex(({ id }) => id === openStep);
  const visible = steps.slice(0, Math.max(shown, openAt + 1));
  return (
    <>
      {error === null || (data !== undefined && error.code === 'host_unreachable') ? null : (
        <ErrorBox error={error} title={t('historyFailed')} onRetry={() => void refetch()} />
      )}
      {data === undefined ? null : data.steps.length === 0 ? (
        <EmptyState icon={<IconHistory size={40} stroke={1.2} />} sentence={t('noHistory')} command={commands.configHistory()} />
      ) : (
        <>
          <div className={classes.tools}>
            <NativeSelect
              aria-label={t('which')}
              value={document}
              data={[
                { value: 'all', label: t('bothFiles') },
                { value: 'settings', label: t('documents.settings') },
                { value: 'variables', label: t('documents.variables') },
              ]}
              onChange={({ currentTarget: { value } }) => setDocument(value === 'settings' || value === 'variables' ? value : 'all')}
            />
            <span className={classes.quiet}>{t('stepCount', { count: steps.length })}</span>
            <CopyTextButton text={commands.configHistory()} label={general('copyCommand')} />
          </div>
          <ul className={classes.list}>
            {visible.map((step) => (
              <StepItem
                key={step.id}
                step={step}
                task={tasks?.find(({ id }) => id === step.task)}
                isGoneTo={step.id === openStep}
                mayEdit={mayEdit}
                onUndo={setUndoing}
              />
            ))}
          </ul>
          {visible.length < steps.length ? (
            <button type="button" className={classes.more} onClick={() => setShown(shown + pageSize)}>
              {t('olderSteps', { count: steps.length - visible.length })}
            </button>
          ) : null}
        </>
      )}
      {undoing === undefined ? null : <UndoDialog step={undoing} onClose={() => setUndoing(undefined)} />}
    </>
  );
}

import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type Credential, isTaskOver, type Task } from '#contract';
import { ErrorBox } from '../../components/error-box.tsx';
import { TaskProgress } from '../../components/task-progress.tsx';
import { toError } from '../../components/to-error.ts';
import { useNow } from '../../components/use-now.ts';
import classes from './credential-table.module.css';
import type { useReveal } from './use-reveal.ts';

interface CredentialDetailProps {
  credential: Credential;
  task: Task | undefined;
  reveal: ReturnType<typeof useReveal>;
  columns: number;
}

/** Below a row: the value while it is shown, the change while it runs, and what went wrong. */
export function CredentialDetail({ credential: { title }, task, reveal, columns }: CredentialDetailProps) {
  const t = useTranslations('credentials');
  const [dismissed, setDismissed] = useState<string>();
  const isRunning = task !== undefined && !isTaskOver(task.state);
  const failure = task?.error !== undefined && !isRunning && task.id !== dismissed ? toError(task.error) : undefined;
  if (reveal.shown === undefined && reveal.error === null && reveal.copied !== 'refused' && !isRunning && failure === undefined)
    return null;
  return (
    <tr className={classes.detailRow}>
      <td colSpan={columns} className={classes.detail}>
        {isRunning ? <TaskProgress task={task} /> : null}
        {reveal.shown === undefined ? null : (
          <p className={classes.value}>
            <code dir="ltr">{reveal.shown.value}</code>
            <Remaining until={reveal.shown.until} />
          </p>
        )}
        {reveal.copied === 'refused' ? <p role="alert">{t('copyRefused')}</p> : null}
        {reveal.error === null ? null : <ErrorBox error={reveal.error} title={t('revealFailed', { title })} />}
        {failure === undefined ? null : (
          <div className={classes.failure}>
            <ErrorBox error={failure} title={t('changeFailed', { title })} />
            <CloseButton aria-label={t('dismiss')} onClick={() => setDismissed(task?.id)} />
          </div>
        )}
      </td>
    </tr>
  );
}

/** How long the value stays. */
function Remaining({ until }: { until: number }) {
  const t = useTranslations('credentials');
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000));
  return <span className={classes.quiet}>{t('maskedIn', { seconds })}</span>;
}

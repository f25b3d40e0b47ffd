import { Button } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { isTaskOver, type Task } from '#contract';
import { useCancelTask, useResumeTask } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { TaskProgress } from '../../components/task-progress.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { toError } from '../../components/to-error.ts';
import { useFormats } from '../../i18n/language-provider.tsx';
import { ProblemList } from './problem-list.tsx';
import classes from './task-item.module.css';
import { markOfTask } from './task-state.ts';

/** One task: state, progress, cause, what it went past, and what can be done with it. */
export function TaskItem({ task }: { task: Task }) {
  const t = useTranslations('task');
  const general = useTranslations('general');
  const formats = useFormats();
  const cancel = useCancelTask();
  const resume = useResumeTask();
  const isOver = isTaskOver(task.state);
  const actionError = cancel.error ?? resume.error;
  const seconds = task.started_at && task.ended_at ? (Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000 : undefined;
  return (
    <li className={classes.task}>
      <div className={classes.head}>
        <StateMark state={markOfTask(task)} word={t(`states.${task.state}`)} />
        <h2 className={classes.title} title={task.title}>
          {task.title}
        </h2>
        <p className={classes.facts}>
          {t('cause', { cause: task.cause })} · <TimeAgo at={task.created_at} />
          {seconds === undefined ? null : ` · ${t('took', { duration: formats.duration(seconds) })}`}
        </p>
        <div className={classes.actions}>
          {isOver ? null : (
            <>
              <CopyTextButton text={commands.cancelTask(task.id)} label={general('copyCommand')} />
              <Button
                variant="default"
                leftSection={<IconX size={16} />}
                disabled={task.state === 'cancelling' || cancel.isPending}
                title={t('cancelTitle')}
                onClick={() => cancel.mutate(task.id)}
              >
                {t('cancel')}
              </Button>
            </>
          )}
          {task.resumable ? (
            <>
              <CopyTextButton text={commands.resumeTask(task.id)} label={general('copyCommand')} />
              <Button
                variant="default"
                leftSection={<IconPlayerPlay size={16} />}
                disabled={resume.isPending}
                title={t('resumeTitle')}
                onClick={() => resume.mutate(task.id)}
              >
                {t('resume')}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      <TaskProgress task={task} />
      {actionError === null ? null : <ErrorBox error={actionError} title={t('actionFailed')} />}
      {task.error === undefined ? null : <ErrorBox error={toError(task.error)} title={t('failedTitle')} />}
      <ProblemList task={task} />
    </li>
  );
}

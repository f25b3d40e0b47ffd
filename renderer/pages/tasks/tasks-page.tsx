import { Button } from '@mantine/core';
import { IconFolderPlus, IconListCheck } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { isTaskOver } from '#contract';
import { useTasks } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { TaskItem } from './task-item.tsx';
import classes from './tasks-page.module.css';

/** Long work: what runs, what ran, what it went past. */
export default function TasksPage() {
  const t = useTranslations('task');
  const general = useTranslations('general');
  const [, navigate] = useLocation();
  const { data, error, refetch } = useTasks();
  const running = data?.tasks.filter(({ state }) => !isTaskOver(state)).length ?? 0;
  return (
    <div className={classes.page}>
      <PageHead title={t('title')} facts={data === undefined ? null : t('summary', { running, count: data.tasks.length })}>
        <CopyTextButton text={commands.listTasks()} label={general('copyCommand')} />
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('listFailed')} onRetry={() => void refetch()} />}
      {data === undefined ? null : data.tasks.length === 0 ? (
        <EmptyState
          icon={<IconListCheck size={40} stroke={1.2} />}
          sentence={t('empty')}
          action={
            <Button leftSection={<IconFolderPlus size={16} />} onClick={() => navigate('/documents?do=index')}>
              {t('index')}
            </Button>
          }
          command={commands.index({ folder: '~/notes' })}
        />
      ) : (
        <ul className={classes.list}>
          {data.tasks.map((task) => (
            <TaskItem key={task.id} task={task} />
          ))}
        </ul>
      )}
    </div>
  );
}

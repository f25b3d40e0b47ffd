import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { isTaskOver } from '#contract';
import { useTasks } from '../api/use-tasks.ts';
import { TaskProgress } from '../components/task-progress.tsx';
import classes from './task-drawer.module.css';

const shownAtOnce = 2;

/** What runs now, at the bottom of every page; not there when nothing does. */
export function TaskDrawer() {
  const t = useTranslations('frame');
  const { data } = useTasks();
  const active = data?.tasks.filter(({ state }) => !isTaskOver(state)) ?? [];
  if (active.length === 0) return null;
  return (
    <section className={classes.drawer} aria-label={t('running')}>
      <ul className={classes.list}>
        {active
          .slice(-shownAtOnce)
          .reverse()
          .map((task) => (
            <li key={task.id} className={classes.task}>
              <span className={classes.title} title={task.title}>
                {task.title}
              </span>
              <TaskProgress task={task} />
            </li>
          ))}
      </ul>
      <Link href="/tasks">{t('allRunning', { count: active.length })}</Link>
    </section>
  );
}

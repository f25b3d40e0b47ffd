import { useTranslations } from 'use-intl';
import type { Task } from '#contract';
import classes from './task-item.module.css';

/** What the task skipped or failed at, each with its reason. */
export function ProblemList({ task }: { task: Task }) {
  const t = useTranslations('task');
  const { problems, skipped, failed } = task;
  if (problems.length === 0) return null;
  const hidden = skipped + failed - problems.length;
  return (
    <details className={classes.problems} data-failed={failed > 0 || undefined}>
      <summary>{t('problems', { skipped, failed })}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <ul className={classes.rows} tabIndex={0} aria-label={t('problemList')}>
        {problems.map(({ item, kind, code, message }) => (
          <li key={`${item} ${code}`} className={classes.problem}>
            <span>{t(`problemKinds.${kind}`)}</span>
            <span dir="ltr">{item}</span>
            <span title={code}>{message}</span>
          </li>
        ))}
        {hidden > 0 ? <li>{t('problemsHidden', { count: hidden })}</li> : null}
      </ul>
    </details>
  );
}

import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { StateMark } from '../../../components/state-mark.tsx';
import classes from './notice.module.css';
import { ProblemList } from './problem-list.tsx';

/** Mistakes in the file as it lies there; the last good values count meanwhile. */
export function ProblemsBox({ file }: { file: Output<'config.read'>['documents'][number] }) {
  const t = useTranslations('configuration');
  if (file.problems.length === 0) return null;
  return (
    <section className={classes.notice} data-tone="bad" role="alert">
      <p>
        <StateMark state="down" isWordHidden /> <strong>{t('broken', { count: file.problems.length, file: file.file })}</strong>
      </p>
      <ProblemList document={file.name} problems={file.problems} />
    </section>
  );
}

import { useTranslations } from 'use-intl';
import type { ConfigDocumentName, Output } from '#contract';
import { DiffView } from '../../../components/diff-view.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import notice from '../notices/notice.module.css';
import { ProblemList } from '../notices/problem-list.tsx';
import { DryRuns } from './dry-runs.tsx';
import { EffectView } from './effect-view.tsx';
import classes from './review.module.css';

/** Verdict first, then what happens, then the lines that change, then what the programs say. */
export function PreviewView({ document, preview }: { document: ConfigDocumentName; preview: Output<'config.preview'> }) {
  const t = useTranslations('configuration');
  const { problems, diff, dry_runs: dryRuns, effect, changed } = preview;
  const failed = dryRuns.filter(({ state }) => state === 'failed').length;
  if (diff === '') return <p role="status">{t('sameAsFile')}</p>;
  return (
    <>
      {problems.length > 0 ? (
        <section className={notice.notice} data-tone="bad" role="alert">
          <p>
            <StateMark state="down" isWordHidden /> <strong>{t('problemCount', { count: problems.length })}</strong>
          </p>
          <ProblemList document={document} problems={problems} />
        </section>
      ) : (
        <p role="status">
          {failed > 0 ? (
            <>
              <StateMark state="down" isWordHidden /> <strong>{t('dryRunsFailed', { count: failed })}</strong>
            </>
          ) : (
            <>
              <StateMark state="ok" isWordHidden /> <strong>{t('mayBeApplied', { count: changed.length })}</strong>
            </>
          )}
        </p>
      )}
      {problems.length > 0 ? null : <EffectView effect={effect} />}
      <div className={classes.part}>
        <h3>{t('diff')}</h3>
        <DiffView diff={diff} label={t('diff')} />
      </div>
      {dryRuns.length === 0 ? null : <DryRuns dryRuns={dryRuns} />}
    </>
  );
}

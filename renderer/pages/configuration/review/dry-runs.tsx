import { useTranslations } from 'use-intl';
import type { DryRun, State } from '#contract';
import { StateMark } from '../../../components/state-mark.tsx';
import classes from './review.module.css';

const marks: Record<DryRun['state'], State> = { passed: 'ok', failed: 'down', skipped: 'stopped' };

/** What each program itself says of the change, what failed first. */
export function DryRuns({ dryRuns }: { dryRuns: readonly DryRun[] }) {
  const t = useTranslations('configuration');
  const order = { failed: 0, passed: 1, skipped: 2 };
  const sorted = [...dryRuns].sort((one, other) => order[one.state] - order[other.state]);
  return (
    <div className={classes.part}>
      <h3>{t('dryRuns')}</h3>
      <ul className={classes.runs}>
        {sorted.map(({ service, command, state, output }) => (
          <li key={`${service} ${command}`}>
            <div className={classes.run}>
              <StateMark state={marks[state]} word={t(`dryRunStates.${state}`)} />
              <strong>{service ?? t('allFiles')}</strong>
              <code dir="ltr">{command}</code>
            </div>
            {output.trim() === '' ? null : state === 'skipped' ? (
              <p className={classes.quiet}>{output}</p>
            ) : (
              <details open={state === 'failed'}>
                <summary>{t('output')}</summary>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
                <pre className={classes.output} tabIndex={0} dir="ltr">
                  {output.trim()}
                </pre>
              </details>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

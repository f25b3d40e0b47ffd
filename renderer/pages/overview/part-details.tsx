import { useTranslations } from 'use-intl';
import type { Part } from '#contract';
import { commands } from '../../commands.ts';
import { CommandLine } from '../../components/command-line.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './part-details.module.css';

/** The checks of a part with what they measured. */
export function PartDetails({ part, titleOf }: { part: Part; titleOf: (name: string) => string }) {
  const t = useTranslations('overview');
  const formats = useFormats();
  const facts = [
    ...(part.start_ms === undefined ? [] : [t('startedIn', { duration: formats.duration(part.start_ms / 1000) })]),
    ...(part.depends_on.length === 0 ? [] : [t('needs', { parts: part.depends_on.map(titleOf).join(', ') })]),
  ];
  return (
    <div className={classes.details}>
      {facts.length === 0 ? null : <p className={classes.facts}>{facts.join(' · ')}</p>}
      {part.checks.length === 0 ? (
        <p className={classes.facts}>{t('noChecks')}</p>
      ) : (
        <ul className={classes.checks}>
          {part.checks.map((check) => (
            <li key={check.name} className={classes.check}>
              <StateMark state={check.state} />
              <div className={classes.words}>
                <p>
                  <strong>{check.title}</strong> {check.evidence}
                </p>
                {check.cause === undefined ? null : <p>{check.cause}</p>}
                {check.fix === undefined ? null : (
                  <p>
                    <strong>{t('fix')}</strong> {check.fix}
                  </p>
                )}
                <p className={classes.facts}>
                  {t('checked')} <TimeAgo at={check.checked_at} /> · {t('took', { duration: formats.duration(check.duration_ms / 1000) })}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <CommandLine command={commands.status()} />
    </div>
  );
}

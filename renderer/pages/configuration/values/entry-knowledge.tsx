import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ConfigEntry } from '#contract';
import { useConfigKey } from '../../../api/use-config.ts';
import { ErrorBox } from '../../../components/error-box.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { useFormats } from '../../../i18n/language-provider.tsx';
import { configPath } from '../config-path.ts';
import classes from './entry-details.module.css';
import { formatValue } from './format-value.ts';

/** Steps of one key that are shown; the rest stand in the history. */
const shownSteps = 5;

/** What host, containers and programs really have of a value, and how it came to be: asked when the row is opened. */
export function EntryKnowledge({ entry }: { entry: ConfigEntry }) {
  const t = useTranslations('configuration');
  const formats = useFormats();
  const { data, error, refetch } = useConfigKey(entry.key);
  if (error !== null && data === undefined) return <ErrorBox error={error} title={t('keyFailed')} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className={classes.quiet}>{t('keyLoading')}</p>;
  const show = (value: unknown) => (value === null || value === undefined ? t('notInFileShort') : formatValue(entry, value, formats));
  return (
    <>
      {data.drift.map(({ service, where, actual, detail }) => (
        <div key={`${service} ${where}`} className={classes.drift}>
          <p>
            <StateMark state="degraded" word={t('driftsTo', { where: service ?? t('host'), value: actual })} />
          </p>
          <p>{detail}</p>
        </div>
      ))}
      {data.history.length === 0 ? (
        <p className={classes.quiet}>{t('neverChanged')}</p>
      ) : (
        <ul className={classes.steps}>
          {data.history.slice(0, shownSteps).map((step) => {
            const change = step.changed.find(({ key }) => key === entry.key);
            return (
              <li key={step.id}>
                <Link href={configPath('history', { step: step.id })}>
                  <TimeAgo at={step.at} />
                </Link>{' '}
                · {step.author}
                {change === undefined || entry.is_secret ? '' : ` · ${show(change.from)} → ${show(change.to)}`}
                {step.reason === '' ? '' : ` · ${step.reason}`}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { StateMark } from '../../../components/state-mark.tsx';
import { EntryControl } from '../values/entry-control.tsx';
import classes from './notice.module.css';

/** Keys a newer version needs and nobody has given: a field for each, on top of the page. */
export function MissingBox({ config, mayEdit }: { config: Output<'config.read'>; mayEdit: boolean }) {
  const t = useTranslations('configuration');
  const entries = config.entries.filter(({ key }) => config.missing.includes(key));
  if (entries.length === 0) return null;
  return (
    <section className={classes.notice} data-tone="warn" aria-label={t('missing.title')}>
      <p>
        <StateMark state="degraded" isWordHidden /> <strong>{t('missing.what', { count: entries.length })}</strong>
      </p>
      <div className={classes.fields}>
        {entries.map((entry) => (
          <EntryControl key={entry.key} entry={entry} mayEdit={mayEdit} />
        ))}
      </div>
    </section>
  );
}

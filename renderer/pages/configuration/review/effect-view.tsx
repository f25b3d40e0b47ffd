import { useTranslations } from 'use-intl';
import type { ConfigEffect } from '#contract';
import classes from './review.module.css';

/** What counts at once, what is made anew, and what waits for a restart of Gantry. */
export function EffectView({ effect }: { effect: ConfigEffect }) {
  const t = useTranslations('configuration');
  const rows = [
    ['services', effect.services],
    ['host', effect.host],
    ['at_once', effect.at_once],
  ] as const;
  if (rows.every(([, names]) => names.length === 0)) return <p className={classes.quiet}>{t('effect.nothing')}</p>;
  return (
    <dl className={classes.effect} aria-label={t('effect.title')}>
      {rows.map(([kind, names]) =>
        names.length === 0 ? null : (
          <div key={kind}>
            <dt>{t(`effect.${kind}`)}</dt>
            <dd className={classes.mono}>{names.join(', ')}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

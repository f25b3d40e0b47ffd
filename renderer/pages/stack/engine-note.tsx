import { useTranslations } from 'use-intl';
import type { EngineInfo } from '#contract';
import page from '../../components/page.module.css';
import { StateMark } from '../../components/state-mark.tsx';
import classes from './stack-page.module.css';

/** Why there is no container engine, what to do, and where it was looked for; nothing while one answers. */
export function EngineNote({ engine }: { engine: EngineInfo }) {
  const t = useTranslations('stack');
  if (engine.state === 'ok') return null;
  return (
    <section className={`${page.note} ${classes.note}`} aria-label={t('engine')}>
      <p>
        <StateMark state={engine.state} isWordHidden /> <strong>{engine.reason}</strong>
      </p>
      {engine.fix === undefined ? null : (
        <p>
          <strong>{t('fix')}</strong> {engine.fix}
        </p>
      )}
      <p className={classes.quiet}>{t('withoutEngine')}</p>
      {engine.not_chosen.length === 0 ? null : (
        <details>
          <summary>{t('lookedAt', { count: engine.not_chosen.length })}</summary>
          <ul>
            {engine.not_chosen.map(({ place, reason }) => (
              <li key={place} className={classes.quiet}>
                <code dir="ltr">{place}</code>: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

import { useTranslations } from 'use-intl';
import { useCollections } from '../../api/use-documents.ts';
import { useFigures } from '../../api/use-figures.ts';
import { Card } from '../../components/card.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import { defaultWindowSeconds } from './chart-window.ts';
import classes from './key-figures.module.css';

/** Figures of the moment that are worth a glance, by name; of them those the host measures are shown. */
const glanceNames = ['requests_per_second', 'request_p95', 'search_p95', 'event_loop_delay_p99'] as const;

/** What there is and how fast it goes, as it was last measured. */
export function KeyFigures() {
  const t = useTranslations('overview');
  const formats = useFormats();
  const { data: history } = useFigures(defaultWindowSeconds);
  const collections = useCollections().data?.collections;
  const sum = (of: 'documents' | 'chunks') => collections?.reduce((total, collection) => total + collection[of], 0);
  const amounts = [
    { title: t('documents'), value: sum('documents') },
    { title: t('passages'), value: sum('chunks') },
  ];
  const measured = glanceNames.flatMap((name) => history?.figures.filter((figure) => figure.name === name) ?? []);
  return (
    <Card title={t('now')}>
      <dl className={classes.figures}>
        {amounts.map(({ title, value }) => (
          <div key={title} className={classes.figure}>
            <dt>{title}</dt>
            <dd>{value === undefined ? <span className={classes.none}>{t('notKnown')}</span> : formats.count(value)}</dd>
          </div>
        ))}
        {measured.map(({ name, title, unit, window_seconds: windowSeconds }) => {
          const value = history?.values[name]?.at(-1) ?? null;
          const window = windowSeconds === 0 ? t('thisMoment') : t('window', { duration: formats.duration(windowSeconds) });
          return (
            <div key={name} className={classes.figure}>
              <dt>
                {title} <small>{window}</small>
              </dt>
              <dd>{value === null ? <span className={classes.none}>{t('none')}</span> : formats.figure(value, unit)}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

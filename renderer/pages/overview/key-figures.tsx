import { useTranslations } from 'use-intl';
import { useCollections } from '../../api/use-documents.ts';
import { useFigures } from '../../api/use-figures.ts';
import { Card } from '../../components/card.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import { defaultWindowSeconds } from './chart-window.ts';
import classes from './key-figures.module.css';

/** Figures of the moment that are worth a glance, by name; of them those the host measures are shown. */
const glance = [
  { name: 'requests_per_second', title: 'requests' },
  { name: 'request_p95', title: 'latency', line: 'p95' },
  { name: 'search_p95', title: 'searchTimeP95' },
  { name: 'embeddings_texts_per_second', title: 'embedded' },
] as const;

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
  const measured = glance.flatMap(({ name, title, ...rest }) => {
    const figure = history?.figures.find((each) => each.name === name);
    const words = 'line' in rest ? `${t(`charts.${title}`)} ${t(`lines.${rest.line}`)}` : t(`charts.${title}`);
    return figure === undefined ? [] : [{ ...figure, title: words }];
  });
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

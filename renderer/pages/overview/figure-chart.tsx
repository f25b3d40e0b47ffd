import { useTranslations } from 'use-intl';
import { type ChartRows, lastMeasured } from '../../components/chart/chart-rows.ts';
import { TimeChart } from '../../components/chart/time-chart.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import type { ChartGroup } from './chart-groups.ts';
import classes from './figure-chart.module.css';

interface FigureChartProps {
  group: ChartGroup;
  data: ChartRows;
  windowSeconds: number;
}

/** One chart with its question, what it is at now and over which window that is measured. */
export function FigureChart({ group, data, windowSeconds }: FigureChartProps) {
  const t = useTranslations('overview');
  const formats = useFormats();
  const first = group.figures[0]?.figure;
  if (first === undefined) return null;
  const title = group.title === undefined ? first.title : t(`charts.${group.title}`);
  const lines = group.figures.map(({ figure, line }) => ({
    name: figure.name,
    label: line === undefined ? figure.title : t(`lines.${line}`),
  }));
  const current = group.figures.map(({ figure }) => data.rows.at(-1)?.[figure.name] ?? null);
  const measuredOver = first.window_seconds === 0 ? t('thisMoment') : t('window', { duration: formats.duration(first.window_seconds) });
  const now = current.every((value) => value === null)
    ? t('none')
    : current.map((value) => (value === null ? '–' : formats.figure(value, first.unit))).join(' / ');
  const isMeasured = lines.some(({ name }) => lastMeasured(data.rows, name) >= 0);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <h3 className={classes.title} title={title}>
          {title}
        </h3>
        <span className={classes.now}>{now}</span>
        <small className={classes.window}>
          {lines.length === 1 && group.title === undefined
            ? measuredOver
            : `${lines.map(({ label }) => label).join(' / ')} · ${measuredOver}`}
        </small>
      </figcaption>
      <div className={classes.plot}>
        {isMeasured ? (
          <TimeChart data={data} lines={lines} unit={first.unit} description={`${title}: ${now} (${measuredOver})`} />
        ) : (
          <p className={classes.nothing}>{t('nothingMeasured', { count: windowSeconds / 60 })}</p>
        )}
      </div>
    </figure>
  );
}

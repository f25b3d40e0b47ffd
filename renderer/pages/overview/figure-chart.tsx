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

/** Figures side by side; a unit they share is said once. */
function joinFigures(texts: readonly string[]): string {
  const units = new Set(texts.map((text) => text.split('\u00a0')[1]));
  return texts.map((text, index) => (units.size === 1 && index < texts.length - 1 ? (text.split('\u00a0')[0] ?? text) : text)).join(' / ');
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
  const isSilent = current.every((value) => value === null);
  const over = formats.duration(first.window_seconds);
  const now = isSilent ? '' : joinFigures(current.map((value) => (value === null ? '–' : formats.figure(value, first.unit))));
  const isInstant = first.window_seconds === 0;
  const measuredOver = isSilent
    ? isInstant
      ? t('none')
      : t('nothingIn', { duration: over })
    : isInstant
      ? t('thisMoment')
      : t('window', { duration: over });
  const names = lines.map(({ label }) => label).join(' / ');
  const note = lines.length === 1 || isSilent ? measuredOver : isInstant ? names : `${names} · ${over}`;
  const isMeasured = lines.some(({ name }) => lastMeasured(data.rows, name) >= 0);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <h3 className={classes.title} title={title}>
          {title}
        </h3>
        <small className={classes.window}>{note}</small>
        <span className={classes.now}>{now}</span>
      </figcaption>
      <div className={classes.plot}>
        {isMeasured ? (
          <TimeChart data={data} lines={lines} unit={first.unit} description={`${title}: ${note} ${now}`} />
        ) : (
          <p className={classes.nothing}>{t('nothingMeasured', { count: windowSeconds / 60 })}</p>
        )}
      </div>
    </figure>
  );
}

import '@mantine/charts/styles.css';
import { LineChart, type LineChartSeries } from '@mantine/charts';
import { memo } from 'react';
import type { Figure } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import { type ChartLine, type ChartRow, type ChartRows, isAlone, lastMeasured } from './chart-rows.ts';
import { ChartTip } from './chart-tip.tsx';
import classes from './time-chart.module.css';

interface TimeChartProps {
  data: ChartRows;
  lines: readonly ChartLine[];
  unit: Figure['unit'];
  /** What the chart shows, for those who do not see it. */
  description: string;
}

const strokes = [
  { color: 'var(--g-accent)', dash: '0' },
  { color: 'var(--g-second)', dash: '5 3' },
  { color: 'var(--g-third)', dash: '2 3' },
] as const;

/** Values over the time of the clock: y from 0, gaps where nothing was measured, one crosshair for all charts of a page. */
export const TimeChart = memo(function TimeChart({ data, lines, unit, description }: TimeChartProps) {
  const formats = useFormats();
  const { rows, domain, ticks } = data;
  const hasSeconds = ticks.some((at) => at % 60_000 !== 0);
  const series: LineChartSeries[] = lines.map(({ name, label }, index) => {
    const { color, dash } = strokes[index % strokes.length] ?? strokes[0];
    return { name, label, color, strokeDasharray: dash };
  });
  return (
    <div role="img" aria-label={description} className={classes.chart}>
      <LineChart
        h="100%"
        data={rows}
        dataKey="at"
        series={series}
        curveType="linear"
        connectNulls={false}
        strokeWidth={1.6}
        accessibilityLayer={false}
        gridAxis="x"
        tickLine="none"
        strokeDasharray="0"
        withDots={false}
        lineChartProps={{ syncId: 'page', margin: { top: 8, right: lines.length > 1 ? 48 : 12, bottom: 0, left: 0 } }}
        referenceDots={[...endLabels(rows, series), ...lonePoints(rows, series)]}
        xAxisProps={{
          type: 'number',
          domain,
          ticks,
          interval: 0,
          allowDataOverflow: true,
          height: 22,
          tickFormatter: (at: number) => formats.axisClock(at, hasSeconds),
        }}
        yAxisProps={{
          domain: unit === 'ratio' ? [0, 1] : [0, 'auto'],
          tickCount: 3,
          width: 58,
          allowDecimals: unit !== 'bytes',
          tickFormatter: (value: number) => formats.figure(value, unit),
        }}
        tooltipProps={{ content: ({ label, payload }) => <ChartTip at={Number(label)} lines={lines} values={payload} unit={unit} /> }}
      />
    </div>
  );
});

/** Where there is more than one line each is named at its end; the upper name goes up, the lower down, so they do not meet. */
function endLabels(rows: readonly ChartRow[], series: readonly LineChartSeries[]) {
  if (series.length < 2) return [];
  return series
    .map(({ name, label, color }) => ({ name, label, color, row: rows[lastMeasured(rows, name)] }))
    .flatMap(({ row, ...line }) => (row === undefined ? [] : [{ ...line, x: row.at, y: row[line.name] ?? 0 }]))
    .sort((a, b) => b.y - a.y)
    .map(({ x, y, color, label }, rank) => ({
      x,
      y,
      r: 0,
      stroke: 'none',
      label: { value: label ?? '', fill: color, position: 'right' as const, dy: rank === 0 ? -7 : 7 },
    }));
}

/** Points between gaps, which no line would show. */
function lonePoints(rows: readonly ChartRow[], series: readonly LineChartSeries[]) {
  return series.flatMap(({ name, color }) =>
    rows.flatMap((row, index) => (isAlone(rows, index, name) ? [{ x: row.at, y: row[name] ?? 0, r: 2, fill: color, stroke: 'none' }] : [])),
  );
}

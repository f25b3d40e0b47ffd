import { LineChart, type LineChartSeries } from '@mantine/charts';
import { memo } from 'react';
import type { Figure } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import { type ChartRow, type ChartRows, isAlone, lastMeasured } from './chart-rows.ts';
import { ChartTip } from './chart-tip.tsx';
import classes from './time-chart.module.css';

/** A line with its name at its end. */
export interface ChartLine {
  name: string;
  label: string;
}

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
  const series: LineChartSeries[] = lines.map(({ name, label }, index) => {
    const { color, dash } = strokes[index % strokes.length] ?? strokes[0];
    return { name, label, color, strokeDasharray: dash };
  });
  const ends = endLabels(rows, lines);
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
        lineChartProps={{ syncId: 'page', margin: { top: 8, right: ends.size > 1 ? 40 : 12, bottom: 0, left: 0 } }}
        lineProps={({ name, color }) => ({
          dot: ({ key, cx, cy, index }: { key?: React.Key | null; cx?: number; cy?: number; index?: number }) =>
            index !== undefined && cx !== undefined && cy !== undefined && isAlone(rows, index, name) ? (
              <circle key={key} cx={cx} cy={cy} r={2} fill={color} />
            ) : (
              <g key={key} />
            ),
          label: ({ x, y, index }: { x?: number | string; y?: number | string; index?: number }) => {
            const end = ends.get(name);
            if (end === undefined || index !== end.index) return <g />;
            return (
              <text x={Number(x) + 5} y={Number(y) + end.offset} fill={color} className={classes.end}>
                {end.label}
              </text>
            );
          },
        })}
        xAxisProps={{
          type: 'number',
          domain,
          ticks,
          interval: 0,
          allowDataOverflow: true,
          height: 22,
          tickFormatter: (at: number) => formats.clock(at, { withSeconds: (ticks[1] ?? 0) - (ticks[0] ?? 0) < 60_000 }),
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
function endLabels(rows: readonly ChartRow[], lines: readonly ChartLine[]): Map<string, { index: number; label: string; offset: number }> {
  if (lines.length < 2) return new Map();
  const ends = lines
    .map(({ name, label }) => ({ name, label, index: lastMeasured(rows, name) }))
    .filter(({ index }) => index >= 0)
    .sort((a, b) => (rows[b.index]?.[b.name] ?? 0) - (rows[a.index]?.[a.name] ?? 0));
  return new Map(ends.map(({ name, label, index }, rank) => [name, { index, label, offset: ends.length === 1 ? 4 : rank === 0 ? 0 : 9 }]));
}

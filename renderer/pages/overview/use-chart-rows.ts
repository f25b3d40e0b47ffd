import { useMemo } from 'react';
import type { FigureHistory } from '#contract';
import { type ChartRows, toChartRows } from '../../components/chart/chart-rows.ts';

/** Without a sample for this many intervals figures count as old. */
const staleIntervals = 3;

interface ChartRowsOptions {
  history: FigureHistory | undefined;
  windowSeconds: number;
  now: number;
  maxRows: number;
}

/** Rows of the charts, and for how many seconds there has been no sample where that is too long. */
export function useChartRows({ history, windowSeconds, now, maxRows }: ChartRowsOptions): {
  data: ChartRows;
  silentSeconds: number | undefined;
} {
  const last = history?.at.at(-1);
  const lastAt = last === undefined ? undefined : Date.parse(last);
  const silent = lastAt === undefined || history === undefined ? undefined : (now - lastAt) / 1000;
  const isStale = silent !== undefined && history !== undefined && silent > staleIntervals * history.interval_seconds;
  // While samples come the axis moves with them, not with every tick of the clock; once they stop, it moves on and shows the gap.
  const end = isStale || lastAt === undefined ? now : lastAt;
  const data = useMemo(
    () =>
      history === undefined
        ? { rows: [], domain: [0, 0] as [number, number], ticks: [], rowSeconds: 0 }
        : toChartRows(history, { windowSeconds, now: end, maxRows }),
    [history, windowSeconds, end, maxRows],
  );
  return { data, silentSeconds: isStale ? Math.round(silent) : undefined };
}

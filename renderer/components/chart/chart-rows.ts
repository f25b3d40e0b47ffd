import type { FigureHistory } from '#contract';

/** A line with its name at its end. */
export interface ChartLine {
  name: string;
  label: string;
}

/** One time on the x axis with the value of every figure; null is a gap. */
export interface ChartRow {
  /** Milliseconds since 1970. */
  at: number;
  [figure: string]: number | null;
}

export interface ChartRows {
  rows: ChartRow[];
  /** Of the x axis, milliseconds since 1970. */
  domain: [number, number];
  ticks: number[];
  /** Seconds one row stands for; above the sample interval a row is the highest of its samples. */
  rowSeconds: number;
}

interface Span {
  windowSeconds: number;
  /** Milliseconds since 1970. */
  now: number;
  maxRows: number;
}

/** Samples further apart than this many intervals have a gap between them. */
const gapIntervals = 2.5;
const shortestSpanMs = 60_000;
const tickSteps = [15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * 1000);
const mostTicks = 3;

/**
 * Samples as rows of a chart. Where there are more samples than `maxRows`, neighbours become one row with the highest of
 * them, so that no peak is lost. Missing samples become a row of gaps.
 */
export function toChartRows(history: FigureHistory, { windowSeconds, now, maxRows }: Span): ChartRows {
  // A host that is young has no more to show: the axis then begins where it did.
  const firstAt = Math.min(Date.parse(history.at[0] ?? ''), now - shortestSpanMs);
  const from = Math.max(now - windowSeconds * 1000, Number.isNaN(firstAt) ? 0 : firstAt);
  const intervalMs = history.interval_seconds * 1000;
  const samplesPerRow = Math.max(1, Math.ceil((windowSeconds * 1000) / intervalMs / maxRows));
  const rowMs = samplesPerRow * intervalMs;
  const names = history.figures.map(({ name }) => name);
  const rows: ChartRow[] = [];
  let bucket = Number.NaN;
  history.at.forEach((time, index) => {
    const at = Date.parse(time);
    if (at < from || at > now) return;
    const previous = rows.at(-1);
    if (previous !== undefined && Math.floor(at / rowMs) === bucket) {
      for (const name of names) previous[name] = highest(previous[name], history.values[name]?.[index]);
      if (samplesPerRow === 1) previous.at = at;
      return;
    }
    if (previous !== undefined && at - previous.at > Math.max(gapIntervals * intervalMs, rowMs * 2))
      rows.push(gapRow(previous.at + rowMs, names));
    bucket = Math.floor(at / rowMs);
    const row: ChartRow = { at };
    for (const name of names) row[name] = history.values[name]?.[index] ?? null;
    rows.push(row);
  });
  return { rows, domain: [from, now], ticks: clockTicks(from, now), rowSeconds: rowMs / 1000 };
}

function gapRow(at: number, names: readonly string[]): ChartRow {
  const row: ChartRow = { at };
  for (const name of names) row[name] = null;
  return row;
}

function highest(a: number | null | undefined, b: number | null | undefined): number | null {
  if (a == null) return b ?? null;
  return b == null ? a : Math.max(a, b);
}

/** Round times of the clock inside the span, at most four. */
export function clockTicks(from: number, to: number): number[] {
  const step = tickSteps.find((each) => (to - from) / each <= mostTicks) ?? tickSteps.at(-1) ?? to - from;
  const offsetMs = new Date(to).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - offsetMs) / step) * step + offsetMs; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Whether the point stands alone between gaps, where no line would show it. */
export function isAlone(rows: readonly ChartRow[], index: number, name: string): boolean {
  const value = (at: number) => rows[at]?.[name] ?? null;
  return value(index) !== null && value(index - 1) === null && value(index + 1) === null;
}

/** Index of the last row with a value; -1 where there is none. */
export function lastMeasured(rows: readonly ChartRow[], name: string): number {
  return rows.findLastIndex((row) => row[name] != null);
}

import { expect, it } from 'vitest';
import type { FigureHistory } from '#contract';
import { clockTicks, isAlone, lastMeasured, toChartRows } from './chart-rows.ts';

const start = Date.parse('2026-01-02T12:00:00Z');

function history(samples: [second: number, value: number | null][]): FigureHistory {
  return {
    interval_seconds: 2,
    figures: [{ name: 'a', title: 'A', unit: 'count', window_seconds: 0 }],
    at: samples.map(([second]) => new Date(start + second * 1000).toISOString()),
    values: { a: samples.map(([, value]) => value) },
  };
}

it('keeps what was measured, and a gap as a gap', () => {
  const { rows, rowSeconds } = toChartRows(
    history([
      [2, 1],
      [4, null],
      [6, 0],
    ]),
    { windowSeconds: 60, now: start + 6000, maxRows: 100 },
  );
  expect(rows.map(({ a }) => a)).toEqual([1, null, 0]);
  expect(rowSeconds).toBe(2);
});

it('puts a gap where samples are missing', () => {
  const { rows } = toChartRows(
    history([
      [2, 1],
      [4, 2],
      [20, 3],
    ]),
    { windowSeconds: 60, now: start + 20_000, maxRows: 100 },
  );
  expect(rows.map(({ a }) => a)).toEqual([1, 2, null, 3]);
});

it('leaves out what is outside of the window', () => {
  const { rows, domain } = toChartRows(
    history([
      [2, 1],
      [50, 2],
      [90, 3],
    ]),
    { windowSeconds: 60, now: start + 80_000, maxRows: 100 },
  );
  expect(rows.map(({ a }) => a)).toEqual([2]);
  expect(domain).toEqual([start + 20_000, start + 80_000]);
});

it('keeps every peak when many samples become few rows', () => {
  const samples = Array.from({ length: 1800 }, (_, index): [number, number] => [index * 2, index === 777 ? 99 : 1]);
  const { rows, rowSeconds } = toChartRows(history(samples), { windowSeconds: 3600, now: start + 3_600_000, maxRows: 200 });
  expect(rows.length).toBeLessThanOrEqual(201);
  expect(rowSeconds).toBe(18);
  expect(rows.filter(({ a }) => a === 99)).toHaveLength(1);
  expect(rows.some(({ a }) => a === null)).toBe(false);
});

it('gives a figure that began later gaps before it', () => {
  const late = history([
    [2, 1],
    [4, 2],
  ]);
  late.figures.push({ name: 'b', title: 'B', unit: 'count', window_seconds: 0 });
  const { rows } = toChartRows(late, { windowSeconds: 60, now: start + 4000, maxRows: 100 });
  expect(rows.map(({ b }) => b)).toEqual([null, null]);
});

it.each([300, 900, 3600])('marks a window of %d s at round times of the clock', (seconds) => {
  const ticks = clockTicks(start + 17_000 - seconds * 1000, start + 17_000);
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  expect(ticks.length).toBeLessThanOrEqual(5);
  for (const tick of ticks) expect(new Date(tick).getSeconds()).toBe(0);
  expect(new Set(ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0))).size).toBe(1);
});

it('knows points that no line would show, and the last that was measured', () => {
  const rows = [null, 1, null, 2, 3, null].map((a, at) => ({ at, a }));
  expect(rows.map((_, index) => isAlone(rows, index, 'a'))).toEqual([false, true, false, false, false, false]);
  expect(lastMeasured(rows, 'a')).toBe(4);
  expect(lastMeasured(rows, 'b')).toBe(-1);
});

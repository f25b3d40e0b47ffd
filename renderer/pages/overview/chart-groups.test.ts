import { expect, it } from 'vitest';
import type { Figure, Part } from '#contract';
import { groupFigures } from './chart-groups.ts';
import { sortByNeed } from './sort-by-need.ts';

const figure = (name: string): Figure => ({ name, title: name, unit: 'count', window_seconds: 0 });

it('puts what belongs together into one chart and shows what it does not know', () => {
  const groups = groupFigures(['future', 'request_p50', 'db_pool_in_use', 'request_p95'].map(figure));
  expect(groups.map(({ id, figures }) => [id, figures.map((each) => each.figure.name)])).toEqual([
    ['latency', ['request_p95', 'request_p50']],
    ['pool', ['db_pool_in_use']],
    ['future', ['future']],
  ]);
});

it('puts those that need a person first and leaves the rest in order', () => {
  const parts = (['ok', 'stopped', 'ok', 'down', 'degraded'] as const).map((state, index) => ({ name: `${index}`, state }) as Part);
  expect(sortByNeed(parts).map(({ name }) => name)).toEqual(['3', '4', '1', '0', '2']);
});

import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';
import { meanOf, quantileOf, rateOf, ratioOf } from './readers.ts';

it('reads what happened in the window, and nothing where nothing did', async () => {
  const metrics = createMetrics();
  const hits = metrics.counter({ name: 'hits_total', help: 'h', labels: ['kind'] });
  const misses = metrics.counter({ name: 'misses_total', help: 'm' });
  const rate = rateOf(hits, 10);
  const ratio = ratioOf(hits, misses, 10);
  hits.inc({ kind: 'a' }, 100);
  expect([await rate(0), await ratio(0)]).toEqual([null, null]);
  hits.inc({ kind: 'a' }, 10);
  hits.inc({ kind: 'b' }, 20);
  misses.inc(10);
  expect([await rate(10_000), await ratio(10_000)]).toEqual([3, 0.75]);
  expect([await rate(20_000), await ratio(20_000)]).toEqual([0, null]);
});

it('reads mean and quantiles of a histogram as Prometheus does', async () => {
  const histogram = createMetrics().histogram({ name: 'x_seconds', help: 'x' }, [1, 2, 4]);
  const median = quantileOf(histogram, 0.5, 10);
  const high = quantileOf(histogram, 0.99, 10);
  const mean = meanOf(histogram, 10);
  histogram.observe(100);
  expect([await median(0), await mean(0)]).toEqual([null, null]);
  for (const value of [0.5, 1.5, 1.5, 3]) histogram.observe(value);
  await high(0);
  expect(await median(1000)).toBeCloseTo(1.5);
  expect(await mean(1000)).toBeCloseTo(6.5 / 4);
  histogram.observe(50);
  // Above the last bound nothing finer is known than that bound.
  expect(await high(2000)).toBe(4);
});

it('gives a gauge that cannot be read no sample', async () => {
  const metrics = createMetrics();
  let value: number | undefined = 5;
  metrics.gauge({ name: 'g', help: 'g' }, () => value);
  expect(await metrics.render()).toMatch(/^g 5$/m);
  value = undefined;
  expect(await metrics.render()).not.toMatch(/^g 5$/m);
});

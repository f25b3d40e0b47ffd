import type { Routes } from '#contract';
import type { Metrics } from './metrics.ts';
import type { Sampler } from './sampler.ts';

/** Handlers of the operations on metrics and figures. */
export function metricRoutes(metrics: Metrics, sampler: Sampler): Routes {
  return {
    'metrics.read': () => metrics.render(),
    'figures.read': async ({ seconds }) => sampler.history(seconds),
  };
}

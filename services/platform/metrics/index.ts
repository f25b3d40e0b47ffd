/** The registry of metrics (`/metrics`) and the sampler that makes figures of them (charts). */
export { type Counter, createMetrics, type Gauge, type Histogram, type MetricDeclaration, type Metrics } from './metrics.ts';
export { meanOf, quantileOf, rateOf, ratioOf } from './readers.ts';
export { metricRoutes } from './routes.ts';
export { createSampler, type FigureDeclaration, type Sampler } from './sampler.ts';

import { type Counter, type Histogram, type Metrics, meanOf, quantileOf, rateOf, ratioOf, type Sampler } from '#platform/metrics';

export interface EmbeddingMetrics {
  batchSize: Histogram;
  waitSeconds: Histogram;
  inferenceSeconds: Histogram;
  texts: Counter<'source'>;
  tokens: Counter;
  errors: Counter<'code'>;
  hits: Counter;
  misses: Counter;
}

export interface MetricOptions {
  metrics: Metrics;
  sampler: Sampler;
  /** Texts that wait for a batch; undefined while the model is not loaded. */
  queueDepth: () => number | undefined;
}

const sizeBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const secondBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Declares the metrics of this room and the figures made of them. */
export function declareMetrics({ metrics, sampler, queueDepth }: MetricOptions): EmbeddingMetrics {
  const declared: EmbeddingMetrics = {
    batchSize: metrics.histogram({ name: 'embeddings_batch_size', help: 'Texts in a batch handed to the model' }, sizeBuckets),
    waitSeconds: metrics.histogram(
      { name: 'embeddings_batch_wait_seconds', help: 'Time from accepting a text to the start of its batch, seconds' },
      secondBuckets,
    ),
    inferenceSeconds: metrics.histogram(
      { name: 'embeddings_inference_seconds', help: 'Time the model took for a batch, seconds' },
      secondBuckets,
    ),
    texts: metrics.counter({ name: 'embeddings_texts_total', help: 'Texts answered, by where the vector came from', labels: ['source'] }),
    tokens: metrics.counter({ name: 'embeddings_tokens_total', help: 'Tokens the model read, padding not counted' }),
    errors: metrics.counter({ name: 'embeddings_errors_total', help: 'Requests to embed that failed, by error code', labels: ['code'] }),
    hits: metrics.counter({ name: 'aidb_cache_hits_total', help: 'Vectors found in the cache' }),
    misses: metrics.counter({ name: 'aidb_cache_misses_total', help: 'Vectors not found in the cache' }),
  };
  metrics.gauge({ name: 'embeddings_batch_queue_depth', help: 'Texts that wait for a batch' }, queueDepth);

  const figure = sampler.add;
  figure({
    name: 'embeddings_texts_per_second',
    title: 'Texts embedded',
    unit: 'per_second',
    window_seconds: 10,
    read: rateOf(declared.texts as Counter, 10),
  });
  figure({
    name: 'embeddings_batch_size_mean',
    title: 'Batch size, mean',
    unit: 'count',
    window_seconds: 60,
    read: meanOf(declared.batchSize, 60),
  });
  figure({ name: 'embeddings_queue_depth', title: 'Texts waiting', unit: 'count', window_seconds: 0, read: () => queueDepth() ?? null });
  figure({
    name: 'embeddings_batch_wait_p95',
    title: 'Wait for a batch, p95',
    unit: 'seconds',
    window_seconds: 60,
    read: quantileOf(declared.waitSeconds, 0.95, 60),
  });
  figure({
    name: 'embeddings_inference_p95',
    title: 'Inference of a batch, p95',
    unit: 'seconds',
    window_seconds: 60,
    read: quantileOf(declared.inferenceSeconds, 0.95, 60),
  });
  figure({
    name: 'cache_hit_ratio',
    title: 'Vectors found in the cache',
    unit: 'ratio',
    window_seconds: 60,
    read: ratioOf(declared.hits, declared.misses, 60),
  });
  return declared;
}

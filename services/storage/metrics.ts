import { type Counter, type Histogram, type Metrics, quantileOf, rateOf, type Sampler } from '#platform/metrics';

/** Upper bounds in seconds: a lookup takes tenths of a millisecond, building an index takes seconds. */
const durationBuckets = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const figureWindowSeconds = 30;

export interface CacheMetricsOptions {
  entries(): number;
  bytes(): number;
  metrics: Metrics;
  sampler: Sampler;
}

/** Metrics and figures of the cache. Hits and misses are counted by who asks it. */
export function addCacheMetrics({ entries, bytes, metrics, sampler }: CacheMetricsOptions): { evictions: Counter } {
  metrics.gauge({ name: 'aidb_cache_entries', help: 'Entries in the cache.' }, entries);
  metrics.gauge({ name: 'aidb_cache_bytes', help: 'Bytes of the keys and values in the cache, with what keeping each takes.' }, bytes);
  sampler.add({ name: 'cache_entries', title: 'Cache entries', unit: 'count', window_seconds: 0, read: entries });
  sampler.add({ name: 'cache_bytes', title: 'Cache size', unit: 'bytes', window_seconds: 0, read: bytes });
  return {
    evictions: metrics.counter({ name: 'aidb_cache_evictions_total', help: 'Entries that went to make room for others.' }),
  };
}

/** Connections of the pool, and requests that wait for one. */
export interface PoolSizes {
  total: number;
  idle: number;
  waiting: number;
}

export interface PoolMetrics {
  acquireSeconds: Histogram;
  queries: Counter<'outcome'>;
  querySeconds: Histogram;
}

export interface PoolMetricsOptions {
  maxConnections: number;
  sizes(): PoolSizes;
  metrics: Metrics;
  sampler: Sampler;
}

/** Metrics and figures of the pool. */
export function addPoolMetrics({ maxConnections, sizes, metrics, sampler }: PoolMetricsOptions): PoolMetrics {
  const inUse = () => sizes().total - sizes().idle;
  metrics.gauge({ name: 'aidb_db_pool_size', help: 'Most connections the pool may open.' }, () => maxConnections);
  metrics.gauge({ name: 'aidb_db_pool_total', help: 'Connections that are open.' }, () => sizes().total);
  metrics.gauge({ name: 'aidb_db_pool_idle', help: 'Open connections nobody uses.' }, () => sizes().idle);
  metrics.gauge({ name: 'aidb_db_pool_in_use', help: 'Open connections in use.' }, inUse);
  metrics.gauge({ name: 'aidb_db_pool_waiting', help: 'Requests that wait for a connection.' }, () => sizes().waiting);
  const acquireSeconds = metrics.histogram(
    { name: 'aidb_db_pool_acquire_seconds', help: 'How long a request waited for a connection.' },
    durationBuckets,
  );
  const queries = metrics.counter({ name: 'aidb_db_queries_total', help: 'Statements by outcome: ok or error.', labels: ['outcome'] });
  const querySeconds = metrics.histogram(
    { name: 'aidb_db_query_seconds', help: 'How long statements took, their wait in the database included.' },
    durationBuckets,
  );

  const window_seconds = figureWindowSeconds;
  sampler.add({ name: 'db_pool_in_use', title: 'Connections in use', unit: 'count', window_seconds: 0, read: inUse });
  sampler.add({
    name: 'db_pool_waiting',
    title: 'Waiting for a connection',
    unit: 'count',
    window_seconds: 0,
    read: () => sizes().waiting,
  });
  sampler.add({ name: 'db_queries', title: 'Statements', unit: 'per_second', window_seconds, read: rateOf(queries, window_seconds) });
  sampler.add({
    name: 'db_query_p50',
    title: 'Statement, median',
    unit: 'seconds',
    window_seconds,
    read: quantileOf(querySeconds, 0.5, window_seconds),
  });
  sampler.add({
    name: 'db_query_p95',
    title: 'Statement, 95 %',
    unit: 'seconds',
    window_seconds,
    read: quantileOf(querySeconds, 0.95, window_seconds),
  });
  return { acquireSeconds, queries, querySeconds };
}

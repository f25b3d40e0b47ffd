import { type Counter, type Histogram, type Metrics, quantileOf, type Sampler } from '#platform/metrics';

/** Upper bounds in seconds: on the same machine an answer takes tenths of a millisecond. */
const durationBuckets = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const figureWindowSeconds = 30;

export interface RedisMetrics {
  hits: Counter;
  misses: Counter;
  /** `skipped`: not sent, for Redis did not answer before or too much was on the way. */
  commands: Counter<'outcome'>;
  commandSeconds: Histogram;
}

export interface RedisMetricsOptions {
  isReady(): boolean;
  inFlight(): number;
  metrics: Metrics;
  sampler: Sampler;
}

/** Metrics and figures of the connection to Redis. All commands share one connection, which sends them one behind the other. */
export function addRedisMetrics({ isReady, inFlight, metrics, sampler }: RedisMetricsOptions): RedisMetrics {
  metrics.gauge({ name: 'aidb_redis_pool_size', help: 'Most connections to Redis.' }, () => 1);
  metrics.gauge({ name: 'aidb_redis_pool_total', help: 'Connections to Redis that are open.' }, () => (isReady() ? 1 : 0));
  metrics.gauge({ name: 'aidb_redis_pool_in_use', help: 'Connections to Redis in use.' }, () => (inFlight() > 0 ? 1 : 0));
  metrics.gauge({ name: 'aidb_redis_pool_waiting', help: 'Commands that wait for an answer of Redis.' }, inFlight);
  const commandSeconds = metrics.histogram({ name: 'aidb_redis_command_seconds', help: 'How long Redis took to answer.' }, durationBuckets);
  sampler.add({ name: 'redis_waiting', title: 'Waiting for Redis', unit: 'count', window_seconds: 0, read: inFlight });
  sampler.add({
    name: 'redis_command_p95',
    title: 'Redis, 95 %',
    unit: 'seconds',
    window_seconds: figureWindowSeconds,
    read: quantileOf(commandSeconds, 0.95, figureWindowSeconds),
  });
  return {
    hits: metrics.counter({ name: 'aidb_redis_hits_total', help: 'Keys that Redis had.' }),
    misses: metrics.counter({ name: 'aidb_redis_misses_total', help: 'Keys that Redis did not have, or was not asked for.' }),
    commands: metrics.counter({
      name: 'aidb_redis_commands_total',
      help: 'Commands by outcome: ok, error or skipped.',
      labels: ['outcome'],
    }),
    commandSeconds,
  };
}

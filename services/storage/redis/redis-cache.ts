import type { Config } from '#contract';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import { cacheAnswers } from '../checks/cache-answers.ts';
import type { Cache } from '../storage.ts';
import type { FindRedis } from './redis-address.ts';
import { createRedisLink } from './redis-link.ts';
import { addRedisMetrics, type RedisMetrics } from './redis-metrics.ts';

export interface RedisCacheOptions {
  config: Pick<Config['cache'], 'keyPrefix' | 'redisTimeoutMs'>;
  find: FindRedis;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
}

/** Keys of one command: Redis serves nobody else meanwhile. */
const keysAtOnce = 500;

/**
 * The cache in Redis. Where Redis does not answer in time it is an empty cache, and its part says so; a caller never
 * sees an error.
 */
export function createRedisCache({ config, find, log, metrics, sampler }: RedisCacheOptions): Cache {
  const link = createRedisLink({ find, timeoutMs: config.redisTimeoutMs, log, metrics: () => declared });
  const declared: RedisMetrics = addRedisMetrics({ isReady: link.isReady, inFlight: link.inFlight, metrics, sampler });
  const withPrefix = (key: string) => config.keyPrefix + key;

  async function getSome(keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const values = await link.ask((redis) => redis.mgetBuffer(keys.map(withPrefix)));
    // Copied: the bytes are a view of what came over the network, which would be kept as a whole.
    const found = keys.map((_, at) => (values?.[at] ? new Uint8Array(values[at]) : undefined));
    const hits = found.filter((value) => value !== undefined).length;
    declared.hits.inc(hits);
    declared.misses.inc(keys.length - hits);
    return found;
  }

  return {
    part: {
      name: 'cache',
      title: 'Cache',
      dependsOn: [],
      isEssential: false,
      start: () => link.open(),
      stop: () => link.close(),
      checks: [cacheAnswers(link)],
    },
    async getMany(keys) {
      const found: (Uint8Array | undefined)[] = [];
      for (const some of inSlices(keys)) found.push(...(await getSome(some)));
      return found;
    },
    async setMany(entries, { ttlSeconds } = {}) {
      for (const some of inSlices(entries)) {
        await link.ask(async (redis) => {
          const pipeline = redis.pipeline();
          for (const { key, value } of some) {
            const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
            if (ttlSeconds === undefined) pipeline.set(withPrefix(key), bytes);
            else pipeline.set(withPrefix(key), bytes, 'PX', Math.max(1, Math.round(ttlSeconds * 1000)));
          }
          const failed = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
          if (failed) throw failed;
        });
      }
    },
    delete: async (key) => (await link.ask((redis) => redis.unlink(withPrefix(key)))) === 1,
    async deletePrefix(prefix) {
      const pattern = `${escapePattern(withPrefix(prefix))}*`;
      let deleted = 0;
      let cursor: string | undefined = '0';
      do {
        const from: string = cursor;
        cursor = await link.ask(async (redis) => {
          const [next, keys] = await redis.scan(from, 'MATCH', pattern, 'COUNT', keysAtOnce);
          if (keys.length > 0) deleted += await redis.unlink(keys);
          return next;
        });
      } while (cursor !== undefined && cursor !== '0');
      return deleted;
    },
  };
}

function inSlices<T>(all: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < all.length; at += keysAtOnce) slices.push(all.slice(at, at + keysAtOnce));
  return slices;
}

/** Characters that mean something in a pattern of SCAN stand for themselves. */
function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]^]/g, '\\$&');
}

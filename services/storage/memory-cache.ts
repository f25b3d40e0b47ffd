import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Config } from '#contract';
import type { Metrics, Sampler } from '#platform/metrics';
import { cacheWithinLimit } from './checks/cache-within-limit.ts';
import { addCacheMetrics } from './metrics.ts';
import type { Cache } from './storage.ts';

/** What an entry takes beside its key and value: its place in the map and the lists, measured with 40,000 entries on Node 20. */
const entryOverheadBytes = 460;
/** Keys looked at before other work gets its turn: well below 1 ms. */
const sliceKeys = 1000;

export interface MemoryCacheOptions {
  config: Pick<Config['cache'], 'maxBytes'>;
  metrics: Metrics;
  sampler: Sampler;
}

/**
 * A cache in memory: at most `config.maxBytes`, the entries used longest ago go first. It holds copies, so neither
 * side sees later changes of the other. An entry larger than the whole cache is not kept.
 */
export function createMemoryCache({ config: { maxBytes }, metrics, sampler }: MemoryCacheOptions): Cache {
  const entries = new LRUCache<string, Uint8Array>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => value.byteLength + key.length + entryOverheadBytes,
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') evictions.inc();
    },
  });
  const { evictions } = addCacheMetrics({ entries: () => entries.size, bytes: () => entries.calculatedSize, metrics, sampler });

  return {
    part: {
      name: 'cache',
      title: 'Cache',
      dependsOn: [],
      isEssential: false,
      start: async () => {},
      stop: async () => entries.clear(),
      checks: [cacheWithinLimit({ entries: () => entries.size, bytes: () => entries.calculatedSize, maxBytes })],
    },
    getMany: async (keys) => keys.map((key) => entries.get(key)?.slice()),
    async setMany(added, { ttlSeconds } = {}) {
      for (const { key, value } of added) {
        // Not `slice` of the given array: of a Buffer that would be a view of its pool.
        entries.set(key, new Uint8Array(value), ttlSeconds === undefined ? {} : { ttl: ttlSeconds * 1000 });
      }
    },
    delete: async (key) => entries.delete(key),
    async deletePrefix(prefix) {
      const keys = [...entries.keys()];
      let deleted = 0;
      for (let from = 0; from < keys.length; from += sliceKeys) {
        for (const key of keys.slice(from, from + sliceKeys)) if (key.startsWith(prefix) && entries.delete(key)) deleted += 1;
        await setImmediate();
      }
      return deleted;
    },
  };
}

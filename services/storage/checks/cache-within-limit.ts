import type { Check } from '#platform/parts';
import { inMegabytes } from './in-megabytes.ts';

export interface CacheSizes {
  entries(): number;
  bytes(): number;
  maxBytes: number;
}

/** Whether the cache keeps to its limit. */
export function cacheWithinLimit({ entries, bytes, maxBytes }: CacheSizes): Check {
  return {
    name: 'cache-within-limit',
    title: 'Does the cache keep to its limit?',
    async run() {
      const evidence = `${entries()} entries, ${inMegabytes(bytes())} of ${inMegabytes(maxBytes)}`;
      if (bytes() <= maxBytes) return { state: 'ok', evidence };
      return { state: 'degraded', evidence, cause: 'The cache holds more than cache.maxBytes.', fix: 'Restart Gantry and report this.' };
    },
  };
}

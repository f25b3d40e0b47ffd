import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Log } from '#platform/log';
import type { Counter } from '#platform/metrics';
import type { Cache } from '#storage';
import { architecture } from './model-files/architecture.ts';

const { width } = architecture;

/** What the model says of one text. */
export interface TextVector {
  /** Mean of the hidden states, not of unit norm. */
  mean: Float32Array;
  /** Tokens read, marks included. */
  tokens: number;
  truncated: boolean;
}

export interface VectorCache {
  /** By text: unequal texts have unequal keys, and so have unequal models. */
  keysOf(texts: readonly string[]): Promise<string[]>;
  /** Undefined where there is none. Counts hits and misses. */
  read(keys: readonly string[]): Promise<(TextVector | undefined)[]>;
  /** Keeps one; those of the same turn are written together. */
  keep(key: string, value: TextVector): void;
}

export interface VectorCacheOptions {
  cache: Cache;
  /** Whether vectors are kept at all. */
  isOn: boolean;
  /** Names model, weights and precision: whatever changes a vector. */
  modelKey: string;
  hits: Counter;
  misses: Counter;
  log: Log;
}

/** Characters hashed before other work gets its turn: about 1 ms. */
const sliceChars = 262_144;

/**
 * Vectors of texts seen before, as raw little-endian float32: the mean, its number of tokens, 1 where the text was cut.
 * The mean serves normalised and plain requests alike. A cache that fails is the same as an empty one.
 */
export function createVectorCache({ cache, isOn, modelKey, hits, misses, log }: VectorCacheOptions): VectorCache {
  const unwritten: { key: string; value: Uint8Array }[] = [];

  function write(): void {
    cache.setMany(unwritten.splice(0)).catch((error: unknown) => log.warn({ err: error }, 'the cache of vectors cannot be written'));
  }

  return {
    async keysOf(texts) {
      const keys: string[] = [];
      let chars = 0;
      for (const text of texts) {
        keys.push(`embedding:${modelKey}:${createHash('sha256').update(text).digest('base64url')}`);
        chars += text.length;
        if (chars < sliceChars) continue;
        chars = 0;
        await setImmediate();
      }
      return keys;
    },
    async read(keys) {
      if (!isOn) return keys.map(() => undefined);
      const values = await cache.getMany(keys).catch((error: unknown) => {
        log.warn({ err: error }, 'the cache of vectors cannot be read');
        return [];
      });
      const found = keys.map((_, index) => decode(values[index]));
      const hitCount = found.filter((value) => value !== undefined).length;
      hits.inc(hitCount);
      misses.inc(keys.length - hitCount);
      return found;
    },
    keep(key, value) {
      if (!isOn) return;
      if (unwritten.length === 0) queueMicrotask(write);
      unwritten.push({ key, value: encode(value) });
    },
  };
}

function encode({ mean, tokens, truncated }: TextVector): Uint8Array {
  const numbers = new Float32Array(width + 2);
  numbers.set(mean);
  numbers[width] = tokens;
  numbers[width + 1] = truncated ? 1 : 0;
  return new Uint8Array(numbers.buffer);
}

function decode(bytes: Uint8Array | undefined): TextVector | undefined {
  if (bytes?.byteLength !== (width + 2) * 4) return undefined;
  // A copy: bytes of a network cache need not lie on a multiple of four.
  const numbers = new Float32Array(new Uint8Array(bytes).buffer);
  return { mean: numbers.slice(0, width), tokens: numbers[width] ?? 0, truncated: numbers[width + 1] === 1 };
}

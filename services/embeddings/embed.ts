import { type Config, GantryError } from '#contract';
import type { Compute } from './compute.ts';
import type { Embedded, EmbedOptions } from './embeddings.ts';
import { createInFlight, type Shared } from './in-flight.ts';
import type { EmbeddingMetrics } from './metrics.ts';
import type { TextVector, VectorCache } from './vector-cache.ts';

export interface Embed {
  /** See `Embeddings.embed`. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Embedded>;
  /** Cancels what is under way with `draining`. */
  close(): void;
}

export interface EmbedRoomOptions {
  compute: Compute;
  vectorCache: VectorCache;
  limits: Pick<Config['embeddings'], 'maxBatchSize' | 'maxQueuedTexts'>;
  metrics: EmbeddingMetrics;
}

/** Vectors of texts: from the cache, from work that is under way for the same text, or from the model. */
export function createEmbed({ compute, vectorCache, limits, metrics }: EmbedRoomOptions): Embed {
  const inFlight = createInFlight<TextVector>({ promote: compute.promote });

  function refuseOverload(freshTexts: number): void {
    if (freshTexts > limits.maxQueuedTexts) {
      throw new GantryError('invalid_value', {
        message: `A request may have at most ${limits.maxQueuedTexts} new texts (embeddings.maxQueuedTexts).`,
        fix: 'Split the request, or raise embeddings.maxQueuedTexts.',
      });
    }
    const tooMany = compute.queueDepth() + freshTexts - limits.maxQueuedTexts;
    if (tooMany <= 0) return;
    const textsPerSecond = compute.textsPerSecond();
    throw new GantryError('overloaded', {
      message: `${compute.queueDepth()} texts wait already; at most ${limits.maxQueuedTexts} may (embeddings.maxQueuedTexts).`,
      retryAfterSeconds: textsPerSecond === undefined ? 1 : Math.max(1, Math.ceil(tooMany / textsPerSecond)),
    });
  }

  async function find(texts: readonly string[], { signal, priority }: EmbedOptions): Promise<TextVector[]> {
    const keys = await vectorCache.keysOf(texts);
    const byKey = new Map(keys.map((key, index) => [key, texts[index] as string]));
    const unique = [...byKey.keys()];
    const vectors = new Map<string, TextVector>();
    (await vectorCache.read(unique)).forEach((value, index) => {
      if (value !== undefined) vectors.set(unique[index] as string, value);
    });
    const missing = unique.filter((key) => !vectors.has(key));
    if (signal?.aborted) throw new GantryError('cancelled');
    refuseOverload(missing.filter((key) => !inFlight.has(key)).length);

    // A large request is bulk unless its caller says otherwise: it fills batches of its own and can give way.
    const urgency = priority ?? (texts.length > limits.maxBatchSize ? 'bulk' : 'interactive');
    const shared = missing.map((key) =>
      inFlight.join(key, urgency, async (ticket) => {
        const value = await compute.compute(ticket, byKey.get(key) as string);
        vectorCache.keep(key, value);
        return value;
      }),
    );
    const results = await untilAborted(shared, signal);
    missing.forEach((key, index) => {
      vectors.set(key, results[index] as TextVector);
    });
    metrics.texts.inc({ source: 'cache' }, unique.length - missing.length);
    metrics.texts.inc({ source: 'model' }, missing.length);
    return keys.map((key) => vectors.get(key) as TextVector);
  }

  return {
    async embed(texts, options = {}) {
      try {
        const found = await find(texts, options);
        const convert = options.normalize === false ? (mean: Float32Array) => mean.slice() : toUnitNorm;
        return {
          vectors: found.map(({ mean }) => convert(mean)),
          tokens: found.map(({ tokens }) => tokens),
          truncated: found.map(({ truncated }) => truncated),
        };
      } catch (error) {
        metrics.errors.inc({ code: error instanceof GantryError ? error.code : 'internal' });
        throw error;
      }
    },
    close: () => inFlight.close(new GantryError('draining')),
  };
}

/** All results, or `cancelled` as soon as the signal aborts; either way the caller lets go of the work. */
async function untilAborted<R>(shared: readonly Shared<R>[], signal: AbortSignal | undefined): Promise<R[]> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new GantryError('cancelled'));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([Promise.all(shared.map(({ result }) => result)), aborted]);
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    for (const { leave } of shared) leave();
  }
}

/** A copy of length 1 (Euclidean), summed in double precision. */
export function toUnitNorm(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

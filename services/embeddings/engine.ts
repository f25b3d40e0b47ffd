import type { Config } from '#contract';
import type { Log } from '#platform/log';
import type { Cache } from '#storage';
import { type Compute, createCompute } from './compute.ts';
import { createEmbed, type Embed } from './embed.ts';
import { createInferencePool } from './inference-pool.ts';
import type { EmbeddingMetrics } from './metrics.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import { createVectorCache } from './vector-cache.ts';
import type { WorkerState } from './worker-link.ts';

/** The model while it is loaded. */
export interface Engine extends Pick<Embed, 'embed'>, Pick<Compute, 'compute' | 'queueDepth'> {
  countTokens: Tokenizer['count'];
  /** Loads tokenizer and model, side by side. @throws GantryError `model_missing`, `internal`, `not_ready` */
  start(): Promise<void>;
  workers(): WorkerState[];
  /** Refuses what waits or is under way with `draining` and ends the threads. */
  close(): Promise<void>;
}

export interface EngineOptions {
  config: Config['embeddings'];
  modelFile: string;
  tokenizerFile: string;
  /** See `VectorCacheOptions.modelKey`. */
  modelKey: string;
  cache: Cache;
  metrics: EmbeddingMetrics;
  log: Log;
}

export function createEngine({ config, modelFile, tokenizerFile, modelKey, cache, metrics, log }: EngineOptions): Engine {
  const tokenizer = createTokenizer({ tokenizerFile, log });
  const pool = createInferencePool({ modelFile, threads: config.threads, log });
  const compute = createCompute({ tokenizer, pool, limits: config, metrics });
  const { hits, misses } = metrics;
  const vectorCache = createVectorCache({ cache, isOn: config.cacheVectors, modelKey, hits, misses, log });
  const { embed, close } = createEmbed({ compute, vectorCache, limits: config, metrics });

  return {
    embed,
    compute: compute.compute,
    queueDepth: compute.queueDepth,
    countTokens: tokenizer.count,
    async start() {
      await Promise.all([tokenizer.start(), pool.start()]);
    },
    workers: () => [tokenizer.state(), pool.state()],
    async close() {
      close();
      compute.close();
      await Promise.all([tokenizer.close(), pool.close()]);
    },
  };
}

import { type Config, GantryError } from '#contract';
import { createBatcher } from './batcher.ts';
import type { InferencePool } from './inference-pool.ts';
import type { EmbeddingMetrics } from './metrics.ts';
import type { EncodedText, Tokenizer } from './tokenizer.ts';
import type { TextVector } from './vector-cache.ts';
import type { Ticket } from './waiting-line.ts';

export interface Compute {
  /** Tokens, batch, model. @throws GantryError `cancelled`, `not_ready`, `draining`, `internal` */
  compute(ticket: Ticket, text: string): Promise<TextVector>;
  /** For work that is in a hurry since someone joined it. */
  promote(ticket: Ticket): void;
  /** Texts accepted whose batch has not begun. */
  queueDepth(): number;
  /** Of the batches of late; undefined before the first. */
  textsPerSecond(): number | undefined;
  /** Refuses what waits for a batch. */
  close(): void;
}

export interface ComputeOptions {
  tokenizer: Tokenizer;
  pool: InferencePool;
  limits: Pick<Config['embeddings'], 'maxBatchTokens' | 'maxBatchSize' | 'maxWaitMs'>;
  metrics: EmbeddingMetrics;
}

/** The way of one text through the tokenizer, the batcher and the model. */
export function createCompute({ tokenizer, pool, limits, metrics }: ComputeOptions): Compute {
  const waiting = new Set<Ticket>();

  async function run(texts: readonly EncodedText[]): Promise<Float32Array[]> {
    const startedAtMs = performance.now();
    const vectors = await pool.infer(texts);
    metrics.inferenceSeconds.observe((performance.now() - startedAtMs) / 1000);
    metrics.batchSize.observe(texts.length);
    metrics.tokens.inc(texts.reduce((sum, { ids }) => sum + ids.length, 0));
    return vectors;
  }

  const batcher = createBatcher({
    limits,
    run,
    onStart(tickets) {
      for (const ticket of tickets) {
        waiting.delete(ticket);
        metrics.waitSeconds.observe((performance.now() - ticket.sinceMs) / 1000);
      }
    },
  });

  return {
    async compute(ticket, text) {
      waiting.add(ticket);
      try {
        const encoded = await tokenizer.encode(ticket, text);
        const mean = await batcher.add(ticket, encoded);
        return { mean, tokens: encoded.ids.length, truncated: encoded.truncated };
      } finally {
        waiting.delete(ticket);
      }
    },
    promote(ticket) {
      tokenizer.promote(ticket);
      batcher.promote(ticket);
    },
    queueDepth: () => waiting.size,
    textsPerSecond: batcher.textsPerSecond,
    close: () => batcher.close(new GantryError('draining')),
  };
}

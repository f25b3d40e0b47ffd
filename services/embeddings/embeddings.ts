import type { Routes } from '#contract';
import type { PartDeclaration } from '#platform/parts';

export interface EmbedOptions {
  signal?: AbortSignal;
  /** `bulk` gives way to `interactive` in the queue. Default `interactive`, for more than `maxBatchSize` texts `bulk`. */
  priority?: 'interactive' | 'bulk';
  /** Default true: unit norm. */
  normalize?: boolean;
}

export interface Embedded {
  /** One per text, in order; length `dimensions`. Not shared with the cache: the caller may change them. */
  vectors: Float32Array[];
  /** Tokens read of each text, marks included, at most `maxTokens`. */
  tokens: number[];
  /** Whether each text was longer than `maxTokens` and cut. */
  truncated: boolean[];
}

/** The embedding model: batches, runs off the main thread, caches. */
export interface Embeddings {
  /** Health part `model`: checks the weights, makes the ONNX model once, starts the workers, runs one text. */
  readonly part: PartDeclaration;
  readonly routes: Routes;
  readonly model: { id: string; dimensions: 384; maxTokens: 256; precision: 'int8' | 'fp32'; weightsSha256: string };
  /** @throws GantryError `not_ready`, `draining`, `overloaded` (with retryAfterSeconds), `cancelled`, `invalid_value` (more texts than may ever wait) */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Embedded>;
  /** Tokens of each text without marks and uncut, counted off the main thread. @throws GantryError `not_ready`, `draining`, `cancelled` */
  countTokens(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<number[]>;
}

/** Vectors from text. */
export type { Embedded, Embeddings, EmbedOptions } from './embeddings.ts';

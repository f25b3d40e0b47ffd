/** Vectors from text. */
export { createEmbeddings, type EmbeddingsOptions } from './create-embeddings.ts';
export type { Embedded, Embeddings, EmbedOptions } from './embeddings.ts';

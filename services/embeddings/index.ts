/** Vectors from text. */
export { createEmbeddings, type Embedded, type Embeddings, type EmbeddingsOptions, type EmbedOptions } from './embeddings.ts';

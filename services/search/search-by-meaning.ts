import { GantryError, type Output, type ParsedInput } from '#contract';
import type { Embeddings } from '#embeddings';
import { findHighlights } from './highlights.ts';
import type { VectorSearch } from './vector-search.ts';
import { toUnit } from './vector-text.ts';

export interface SearchByMeaningOptions {
  embeddings: Embeddings;
  vectorSearch: VectorSearch;
  signal: AbortSignal;
}

/** Embeds the query, finds the nearest passages and marks the sentences that made them near. Timings are measured, in ms. */
export async function searchByMeaning(
  input: ParsedInput<'search.vector'>,
  { embeddings, vectorSearch, signal }: SearchByMeaningOptions,
): Promise<Output<'search.vector'>> {
  const startedAt = performance.now();
  const vector = await queryVector(input, { embeddings, signal });
  const embeddedAt = performance.now();
  const hits = await vectorSearch.find({ ...input, vector });
  const foundAt = performance.now();
  const highlights = await findHighlights(
    hits.map((hit) => hit.content),
    { text: input.query, vector },
    { embeddings, signal },
  );
  const endedAt = performance.now();
  return {
    results: hits.map((hit, index) => ({ ...hit, score: 1 - hit.distance, highlights: highlights[index] ?? [] })),
    timings: {
      embed_ms: embeddedAt - startedAt,
      search_ms: foundAt - embeddedAt,
      highlight_ms: endedAt - foundAt,
      total_ms: endedAt - startedAt,
    },
  };
}

async function queryVector(
  { query, embedding }: ParsedInput<'search.vector'>,
  { embeddings, signal }: Pick<SearchByMeaningOptions, 'embeddings' | 'signal'>,
): Promise<ArrayLike<number>> {
  if (embedding !== undefined) return toUnit(embedding);
  const [vector] = query === undefined ? [] : (await embeddings.embed([query], { signal, priority: 'interactive' })).vectors;
  if (vector === undefined) throw new GantryError('invalid_value', { message: 'Give either query or embedding.', field: 'query' });
  return vector;
}

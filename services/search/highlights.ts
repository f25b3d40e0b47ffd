import { GantryError } from '#contract';
import type { Embeddings } from '#embeddings';
import { sentences } from './chunker/sentences.ts';

/** `[start, end)` in a passage, UTF-16 units. */
export type Highlight = [start: number, end: number];

/** Sentences embedded for one search at most: the first results get theirs, the last may go without. */
const mostSentences = 64;
/** Sentences of one passage that are compared: what a chunk of 200 tokens holds in ordinary prose, twice. */
const mostOfPassage = 16;
/** Shorter runs are list marks and abbreviations, not sentences. */
const shortestChars = 12;
/** Below this cosine MiniLM's sentences are about something else. */
const leastSimilarity = 0.25;
/** A second sentence is marked too when it is nearly as near as the best. */
const nearlyAsNear = 0.9;

/** The sentences of each passage nearest to the query, at most two; none where nothing is near. */
export async function findHighlights(
  passages: readonly string[],
  query: ArrayLike<number>,
  { embeddings, signal }: { embeddings: Embeddings; signal: AbortSignal },
): Promise<Highlight[][]> {
  const candidates: { passage: number; range: Highlight; text: string }[] = [];
  for (const [passage, content] of passages.entries()) {
    for (const range of sentences(content).slice(0, mostOfPassage)) {
      if (candidates.length === mostSentences) break;
      const text = content.slice(range[0], range[1]);
      if (text.length >= shortestChars) candidates.push({ passage, range, text });
    }
  }
  const found: { range: Highlight; similarity: number }[][] = passages.map(() => []);
  const vectors = await embedIfFree(
    candidates.map(({ text }) => text),
    { embeddings, signal },
  );
  for (const [index, { passage, range }] of candidates.entries()) {
    const vector = vectors[index];
    if (vector !== undefined) found[passage]?.push({ range, similarity: dot(vector, query) });
  }
  return found.map((list) => {
    list.sort((a, b) => b.similarity - a.similarity || a.range[0] - b.range[0]);
    const best = list[0]?.similarity ?? 0;
    return list
      .slice(0, 2)
      .filter(({ similarity }) => similarity >= leastSimilarity && similarity >= best * nearlyAsNear)
      .map(({ range }) => range)
      .sort((a, b) => a[0] - b[0]);
  });
}

/** A search that found its passages is not refused because the model is too busy for marks in them. */
async function embedIfFree(
  texts: readonly string[],
  { embeddings, signal }: { embeddings: Embeddings; signal: AbortSignal },
): Promise<Float32Array[]> {
  if (texts.length === 0) return [];
  try {
    return (await embeddings.embed(texts, { signal, priority: 'interactive' })).vectors;
  } catch (error) {
    if (error instanceof GantryError && error.code === 'overloaded') return [];
    throw error;
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

import { GantryError } from '#contract';
import type { Embeddings } from '#embeddings';
import { sentences } from './chunker/sentences.ts';

/** `[start, end)` in a passage, UTF-16 units. */
export type Highlight = [start: number, end: number];

export interface HighlightQuery {
  /** Where the search was by text. */
  text?: string | undefined;
  /** Unit length. */
  vector: ArrayLike<number>;
}

/** Sentences embedded for one search at most: at some 700 short texts a second, 60 ms when none is in the cache. */
const mostSentences = 40;
/** Sentences of one passage that are always compared while there is room. */
const fewestOfPassage = 3;
/** Shorter runs are list marks and abbreviations, not sentences. */
const shortestChars = 12;
/** Below this cosine MiniLM's sentences are about something else. */
const leastSimilarity = 0.25;
/** A second sentence is marked too when it is nearly as near as the best. */
const nearlyAsNear = 0.9;
/** Words are compared by their first letters, so that "filed" meets "filing". */
const stemChars = 4;

interface Candidate {
  passage: number;
  range: Highlight;
  text: string;
}

/** The sentences of each passage nearest to the query, at most two; none where nothing is near. */
export async function findHighlights(
  passages: readonly string[],
  query: HighlightQuery,
  { embeddings, signal }: { embeddings: Embeddings; signal: AbortSignal },
): Promise<Highlight[][]> {
  const candidates = pickCandidates(passages, query.text);
  const vectors = await embedIfFree(
    candidates.map(({ text }) => text),
    { embeddings, signal },
  );
  const found: { range: Highlight; similarity: number }[][] = passages.map(() => []);
  for (const [index, { passage, range }] of candidates.entries()) {
    const vector = vectors[index];
    if (vector !== undefined) found[passage]?.push({ range, similarity: dot(vector, query.vector) });
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

/** Sentences worth comparing: of each passage those that share most words with the query, the first before the others. */
function pickCandidates(passages: readonly string[], queryText: string | undefined): Candidate[] {
  const queryStems = stems(queryText ?? '');
  const quota = Math.max(fewestOfPassage, Math.floor(mostSentences / Math.max(1, passages.length)));
  const picked: Candidate[] = [];
  for (const [passage, content] of passages.entries()) {
    const room = Math.min(quota, mostSentences - picked.length);
    if (room === 0) break;
    const ranked = sentences(content)
      .map((range) => ({ passage, range, text: content.slice(range[0], range[1]) }))
      .filter(({ text }) => text.length >= shortestChars)
      .map((candidate) => ({ candidate, shared: [...stems(candidate.text)].filter((stem) => queryStems.has(stem)).length }));
    ranked.sort((a, b) => b.shared - a.shared);
    picked.push(...ranked.slice(0, room).map(({ candidate }) => candidate));
  }
  return picked;
}

function stems(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => word.slice(0, stemChars)));
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

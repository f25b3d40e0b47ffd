import type { Embeddings } from '#embeddings';
import { sliceWork } from '../slice-work.ts';
import { safeCut } from './characters.ts';
import type { CountedPiece } from './pack.ts';
import type { Piece } from './pieces.ts';

/** One call to the tokenizer: enough texts that the way to its thread does not count, few enough that cancel is quick. */
const textsPerCall = 256;

/**
 * Text in a script the tokenizer does not know is one unknown token, however long. It counts by its length, so that a
 * passage stays readable; known words of ordinary text are shorter than this.
 */
const charsOfLongestToken = 16;

export interface PiecesOf {
  text: string;
  pieces: readonly Piece[];
}

export interface CountOptions {
  embeddings: Pick<Embeddings, 'countTokens'>;
  /** Pieces with more tokens are halved until they fit. */
  mostTokens: number;
  signal?: AbortSignal | undefined;
}

interface Entry {
  text: string;
  piece: Piece;
  tokens?: number;
}

/** Counts the tokens of all pieces of several documents in few calls. */
export async function countPieces(documents: readonly PiecesOf[], options: CountOptions): Promise<CountedPiece[][]> {
  const slice = sliceWork();
  const lists: Entry[][] = [];
  for (const { text, pieces } of documents) lists.push(pieces.map((piece) => ({ text, piece })));
  for (;;) {
    const uncounted: Entry[] = [];
    for (const list of lists) for (const entry of list) if (entry.tokens === undefined) uncounted.push(entry);
    if (uncounted.length === 0) break;
    for (let from = 0; from < uncounted.length; from += textsPerCall) {
      // Cancelling between calls is soon enough and spares the tokenizer a listener for every text.
      options.signal?.throwIfAborted();
      await count(uncounted.slice(from, from + textsPerCall), options);
    }
    for (const [index, list] of lists.entries()) {
      if (list.some((entry) => isTooLong(entry, options.mostTokens))) {
        lists[index] = list.flatMap((entry) => (isTooLong(entry, options.mostTokens) ? halve(entry) : [entry]));
      }
      await slice(options.signal);
    }
  }
  return lists.map((list) => list.map(({ piece, tokens }) => ({ ...piece, tokens: tokens ?? 0 })));
}

async function count(entries: readonly Entry[], { embeddings }: CountOptions): Promise<void> {
  const texts = entries.map(({ text, piece }) => text.slice(piece.start, piece.end));
  const tokens = await embeddings.countTokens(texts);
  for (const [index, entry] of entries.entries()) {
    entry.tokens = Math.max(tokens[index] ?? 0, Math.floor((entry.piece.end - entry.piece.start) / charsOfLongestToken));
  }
}

function isTooLong({ text, piece, tokens }: Entry, mostTokens: number): boolean {
  return tokens !== undefined && tokens > mostTokens && middle(text, piece) < piece.end;
}

function middle(text: string, { start, end }: Piece): number {
  return safeCut(text, start + Math.max(1, Math.floor((end - start) / 2)), start);
}

function halve({ text, piece }: Entry): Entry[] {
  const cut = middle(text, piece);
  const rest = { ...piece, start: cut, startsSentence: false, startsParagraph: false, startsSection: false };
  return [
    { text, piece: { ...piece, end: cut } },
    { text, piece: rest },
  ];
}

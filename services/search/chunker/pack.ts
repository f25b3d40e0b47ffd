import type { Piece } from './pieces.ts';

export interface CountedPiece extends Piece {
  tokens: number;
}

export interface PackLimits {
  /** Most tokens of a chunk. */
  tokens: number;
  /** Most tokens a chunk repeats of the one before. */
  overlapTokens: number;
}

/** A chunk as a run of pieces, `[first, end)`. */
export interface Run {
  first: number;
  end: number;
  tokens: number;
}

/** A heading opens a new chunk when the one before has at least this share of its tokens; smaller sections stay together. */
const sectionShare = 0.25;
/** A full chunk is cut back to the last paragraph or sentence that leaves at least this share of it. */
const paragraphShare = 0.6;
const sentenceShare = 0.5;

/** Puts pieces together into chunks: filled up, cut between paragraphs or sentences where that costs little, overlapping. */
export function* pack(pieces: readonly CountedPiece[], limits: PackLimits): Generator<Run> {
  let first = 0;
  let reached = 0;
  while (reached < pieces.length) {
    const { end, isFull } = fill({ pieces, first, reached, limits });
    const cut = isFull ? cutBack({ pieces, first, reached, end }) : end;
    yield { first, end: cut, tokens: sum(pieces, first, cut) };
    first = isFull ? overlapStart({ pieces, first, reached: cut, limits }) : cut;
    reached = cut;
  }
}

interface Place {
  pieces: readonly CountedPiece[];
  first: number;
  /** Pieces before this one are in a chunk already. */
  reached: number;
}

function fill({ pieces, first, reached, limits }: Place & { limits: PackLimits }): { end: number; isFull: boolean } {
  let tokens = 0;
  for (let end = first; end < pieces.length; end += 1) {
    const piece = pieces[end];
    if (piece === undefined) break;
    if (end > reached) {
      if (tokens + piece.tokens > limits.tokens) return { end, isFull: !piece.startsSection };
      if (piece.startsSection && tokens >= limits.tokens * sectionShare) return { end, isFull: false };
    }
    tokens += piece.tokens;
  }
  return { end: pieces.length, isFull: false };
}

function cutBack({ pieces, first, reached, end }: Place & { end: number }): number {
  const all = sum(pieces, first, end);
  let tokens = all;
  let sentence: number | undefined;
  if (pieces[end]?.startsParagraph) return end;
  if (pieces[end]?.startsSentence) sentence = end;
  for (let index = end - 1; index > reached; index -= 1) {
    const piece = pieces[index];
    tokens -= piece?.tokens ?? 0;
    if (tokens < all * sentenceShare) break;
    if (piece?.startsParagraph && tokens >= all * paragraphShare) return index;
    if (piece?.startsSentence) sentence ??= index;
  }
  return sentence ?? end;
}

function overlapStart({ pieces, first, reached, limits }: Place & { limits: PackLimits }): number {
  const next = pieces[reached];
  if (next === undefined || next.startsSection) return reached;
  const room = Math.min(limits.overlapTokens, limits.tokens - next.tokens);
  let tokens = 0;
  let start = reached;
  while (start - 1 > first && tokens + (pieces[start - 1]?.tokens ?? 0) <= room) {
    start -= 1;
    tokens += pieces[start]?.tokens ?? 0;
  }
  for (let index = start; index < reached; index += 1) {
    if (pieces[index]?.startsSentence) return index;
  }
  return start;
}

function sum(pieces: readonly CountedPiece[], first: number, end: number): number {
  let tokens = 0;
  for (let index = first; index < end; index += 1) tokens += pieces[index]?.tokens ?? 0;
  return tokens;
}

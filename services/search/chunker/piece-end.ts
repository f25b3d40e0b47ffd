import { isIdeograph, isPunctuation, isSpace, safeCut } from './characters.ts';

/** Pieces are about this long, UTF-16 units: fine enough to fill chunks and overlaps, coarse enough to count quickly. */
const pieceChars = 64;
/** The tokenizer reads a longer word as one unknown token (WordPiece's `max_input_chars_per_word`), so it may be cut anywhere. */
const longestWordChars = 100;
const newline = 10;

/** After these a sentence goes on. */
const abbreviation = /(?:^|[\s(])(?:[a-z]|e\.g|i\.e|etc|vs|cf|dr|mr|mrs|ms|prof|fig|no|al|approx|eq)\.$/i;
/** What follows a line break that ends a paragraph: a blank line, a heading, a list item, a quote, a table row, a fence. */
const nextBlock = /[ \t]*(?:\r?\n|$|#{1,6}[ \t]|[-*+>|](?:[ \t]|$)|\d{1,3}[.)][ \t]|```|~~~)/y;

export interface PieceEnd {
  /** Index after the last character of the piece. */
  end: number;
  endsSentence: boolean;
}

/**
 * Where the piece that begins at `start` (not whitespace) ends: at the first end of a sentence or paragraph, else at the
 * last gap between words within 64 characters, so that the tokens of a text are the sum of those of its pieces.
 */
export function pieceEnd(text: string, start: number, endsAtNewline: boolean): PieceEnd {
  let gap = 0;
  let mark = 0;
  const furthest = Math.min(text.length, start + longestWordChars);
  for (let index = start; index < furthest; index += 1) {
    const code = text.charCodeAt(index);
    if (isSpace(code)) {
      const isFull = index - start >= pieceChars;
      if (isFull && gap > 0) break;
      if (code === newline && (endsAtNewline || startsBlock(text, index + 1))) return { end: trimEnd(text, index), endsSentence: true };
      gap = index;
      if (isFull) break;
    } else if (isSentenceEnd(text, index, code)) {
      return { end: afterClosers(text, index + 1), endsSentence: true };
    } else if (index - start < pieceChars) {
      const point = text.codePointAt(index) ?? code;
      if (isIdeograph(point)) mark = index + (point > 0xffff ? 2 : 1);
      else if (isPunctuation(code)) mark = index + 1;
    }
  }
  if (furthest === text.length && furthest - start <= pieceChars) return { end: trimEnd(text, furthest), endsSentence: true };
  if (gap > 0) return { end: trimEnd(text, gap), endsSentence: false };
  if (furthest === text.length) return { end: furthest, endsSentence: true };
  return { end: safeCut(text, mark > 0 ? mark : start + pieceChars, start), endsSentence: false };
}

function startsBlock(text: string, index: number): boolean {
  nextBlock.lastIndex = index;
  return nextBlock.test(text);
}

function isSentenceEnd(text: string, index: number, code: number): boolean {
  // 。 ！ ？
  if (code === 0x3002 || code === 0xff01 || code === 0xff1f) return true;
  // . ! ? …
  if (code !== 46 && code !== 33 && code !== 63 && code !== 0x2026) return false;
  const next = afterClosers(text, index + 1);
  if (next < text.length && !isSpace(text.charCodeAt(next))) return false;
  return code !== 46 || !abbreviation.test(text.slice(Math.max(0, index - 8), index + 1));
}

/** " ' ) ] ’ ” » 」 』 */
const closers: ReadonlySet<number> = new Set([34, 39, 41, 93, 0x2019, 0x201d, 0xbb, 0x300d, 0x300f]);

function afterClosers(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < 8 && closers.has(text.charCodeAt(end))) end += 1;
  return end;
}

function trimEnd(text: string, from: number): number {
  let end = from;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

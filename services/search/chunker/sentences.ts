import { pieces } from './pieces.ts';

/** The sentences of a passage as `[start, end)`, UTF-16 units. */
export function sentences(passage: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (const piece of pieces(passage, true)) {
    if (piece === undefined) continue;
    const last = found.at(-1);
    if (last === undefined || piece.startsSentence) found.push([piece.start, piece.end]);
    else last[1] = piece.end;
  }
  return found;
}

/** A stretch of a passage, marked or not. */
export interface Piece {
  start: number;
  text: string;
  isMarked: boolean;
}

/** Cuts a text at the given [start, end) ranges; ranges may overlap, touch, be unordered or reach beyond the text. */
export function highlightPieces(text: string, ranges: readonly (readonly [number, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (end: number, isMarked: boolean) => {
    if (end <= at) return;
    pieces.push({ start: at, text: text.slice(at, end), isMarked });
    at = end;
  };
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    add(Math.min(start, text.length), false);
    add(Math.min(end, text.length), true);
  }
  add(text.length, false);
  return pieces;
}

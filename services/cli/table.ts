import { printable } from './printable.ts';
import { cutToWidth, textWidth } from './text-width.ts';

export interface Column<R> {
  title: string;
  value(row: R): string;
  /** Numbers stand to the right. */
  align?: 'right';
  /** Puts colour on a cell that has its final width. */
  style?(cell: string, row: R): string;
  /** May be shortened when the terminal is narrow; default false. */
  canShrink?: boolean;
}

export interface TableOptions<R> {
  columns: readonly Column<R>[];
  rows: readonly R[];
  /** Cells of the terminal; undefined where there is none: then nothing is cut, for a program may be reading. */
  width: number | undefined;
}

const gap = 2;
const leastCells = 8;

/** Aligned columns, one line a row, heads first. The last column is not padded. Lines end without a break. */
export function formatTable<R>({ columns, rows, width }: TableOptions<R>): string[] {
  const cells = rows.map((row) => columns.map((column) => printable(column.value(row))));
  const widths = columns.map((column, i) =>
    cells.reduce((most, line) => Math.max(most, textWidth(line[i] ?? '')), textWidth(column.title)),
  );
  if (width !== undefined) shrink(widths, columns, width);
  const heads = layOut(columns.map(({ title }) => title));
  return [heads, ...cells.map((line, r) => layOut(line, rows[r]))];

  function layOut(line: readonly string[], row?: R): string {
    return columns
      .map((column, i) => {
        const limit = widths[i] ?? 0;
        const text = width === undefined ? (line[i] ?? '') : cutToWidth(line[i] ?? '', limit);
        const padding = ' '.repeat(Math.max(0, limit - textWidth(text)));
        const styled = row === undefined ? text : (column.style?.(text, row) ?? text);
        return column.align === 'right' ? padding + styled : styled + padding;
      })
      .join(' '.repeat(gap))
      .trimEnd();
  }
}

/** Takes cells from the widest columns that may shrink until the line fits. */
function shrink<R>(widths: number[], columns: readonly Column<R>[], width: number): void {
  let excess = widths.reduce((sum, cells) => sum + cells, gap * (columns.length - 1)) - width;
  while (excess > 0) {
    let widest = -1;
    for (const [i, cells] of widths.entries()) {
      if (columns[i]?.canShrink && cells > leastCells && cells > (widths[widest] ?? 0)) widest = i;
    }
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
}

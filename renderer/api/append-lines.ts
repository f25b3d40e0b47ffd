import type { LogLine } from '#contract';

/** A line with a number that stays its own while older ones are dropped. */
export type NumberedLine = LogLine & { readonly id: number };

/** Lines kept in the page; the oldest go first. */
export const maxLines = 100_000;

/** The lines with new ones at the end, numbered onwards from the last. */
export function appendLines(lines: readonly NumberedLine[], added: readonly LogLine[]): readonly NumberedLine[] {
  if (added.length === 0) return lines;
  const first = (lines.at(-1)?.id ?? -1) + 1;
  const numbered = added.map((line, index) => ({ ...line, id: first + index }));
  return [...lines.slice(Math.max(0, lines.length + numbered.length - maxLines)), ...numbered.slice(-maxLines)];
}

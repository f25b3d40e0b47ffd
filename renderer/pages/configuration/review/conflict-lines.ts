/** Lines, from 1, that are marks of a conflict nobody has settled. */
export function markedLines(text: string): number[] {
  const lines = text.split('\n');
  if (!lines.some((line) => /^(<{7}|>{7})/.test(line))) return [];
  return lines.flatMap((line, index) => (/^(<{7}( |$)|={7}$|>{7}( |$)|\|{7}( |$))/.test(line) ? [index + 1] : []));
}

/** Lines, from 0, of `text` that are not among those of `base`; a line that stands there twice is new the second time. */
export function newLines(base: string, text: string): Set<number> {
  const left = new Map<string, number>();
  for (const line of base.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  const added = new Set<number>();
  for (const [index, line] of text.split('\n').entries()) {
    const count = left.get(line) ?? 0;
    if (count === 0) added.add(index);
    else left.set(line, count - 1);
  }
  return added;
}

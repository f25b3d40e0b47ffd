import type { ConfigDocument } from '../document.ts';
import { isSame } from '../is-same.ts';
import { mergeTexts } from './diff-texts.ts';
import type { HistoryRecord } from './history-store.ts';

interface SingleValues {
  changes?: readonly { key: string; value?: unknown }[] | undefined;
}

/** `before` with what the step changed put back; undefined where later changes touch the same place. */
export function takeBack(
  document: ConfigDocument,
  { before: from, after: to }: Pick<HistoryRecord, 'before' | 'after'>,
  current: string,
): string | undefined {
  if (current === to) return from;
  const { text, isClean } = mergeTexts(to, { theirs: current, yours: from });
  if (isClean) return text;
  // Lines side by side count as one place for a merge of texts; single values do not.
  const [was, became, is] = [document.values(from), document.values(to), document.values(current)];
  const touched = [...new Set([...was.keys(), ...became.keys()])].filter((key) => !isSame(was.get(key), became.get(key)));
  if (touched.length === 0 || touched.some((key) => !isSame(is.get(key), became.get(key)))) return undefined;
  return document.change(current, new Map(touched.map((key) => [key, was.get(key)])));
}

/** Single values are put into the other text when it left them alone; whole texts are merged line by line. */
export function mergeEdits(
  document: ConfigDocument,
  { edit, base, theirs, yours }: { edit: SingleValues; base: string; theirs: string; yours: string },
): { text: string; isClean: boolean } {
  if (edit.changes !== undefined) {
    const [was, is] = [document.values(base), document.values(theirs)];
    if (edit.changes.every(({ key, value }) => isSame(was.get(key), is.get(key)) || isSame(is.get(key), value ?? undefined)))
      return { text: document.change(theirs, new Map(edit.changes.map(({ key, value }) => [key, value ?? undefined]))), isClean: true };
  }
  return mergeTexts(base, { theirs, yours });
}

import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { merge } from 'node-diff3';
import type { ConfigDifference } from '#contract';
import { isSame } from '../is-same.ts';

/** Values of a text by key, as a document gives them. */
type Values = ReadonlyMap<string, unknown>;

/** What differs between two readings of a file, in the order of the keys. Values of secrets are null. */
export function differencesOf(before: Values, after: Values, isSecret: (key: string) => boolean): ConfigDifference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => !isSame(before.get(key), after.get(key)))
    .sort()
    .map((key) => ({ key, from: isSecret(key) ? null : (before.get(key) ?? null), to: isSecret(key) ? null : (after.get(key) ?? null) }));
}

export interface DiffOptions {
  file: string;
  /** Keys whose lines must not be shown. */
  secretKeys: readonly string[];
  /** Those of them whose value differs. */
  changedSecretKeys: readonly string[];
}

/** Unified diff with 3 lines around; '' where the texts are equal. Lines that set a secret are masked first. */
export function unifiedDiff(before: string, after: string, { file, secretKeys, changedSecretKeys }: DiffOptions): string {
  if (before === after) return '';
  const same = secretKeys.filter((key) => !changedSecretKeys.includes(key));
  const one = mask(before, secretKeys, 'not shown');
  const other = mask(mask(after, same, 'not shown'), changedSecretKeys, 'not shown, new');
  return createTwoFilesPatch(file, file, one, other, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}

function mask(text: string, keys: readonly string[], word: string): string {
  return keys.reduce((masked, key) => {
    const name = (key.split('.').at(-1) ?? key).replace(/[^\w]/g, '\\$&');
    return masked.replace(new RegExp(`^(\\s*(?:export\\s+)?["']?${name}["']?\\s*[:=]).*$`, 'gm'), `$1 (${word})`);
  }, text);
}

export interface Merged {
  text: string;
  /** No marks: the two do not touch the same lines. */
  isClean: boolean;
}

/** Both changes to `base` in one text; where they touch the same lines both stand there, between marks. */
export function mergeTexts(base: string, { theirs, yours }: { theirs: string; yours: string }): Merged {
  if (theirs === yours || yours === base) return { text: theirs, isClean: true };
  if (theirs === base) return { text: yours, isClean: true };
  const { conflict, result } = merge(toLines(yours), toLines(base), toLines(theirs), {
    excludeFalseConflicts: true,
    label: { a: 'yours', b: 'theirs' },
  });
  return { text: result.join('\n'), isClean: !conflict };
}

function toLines(text: string): string[] {
  return text.split('\n');
}

import type { ConfigEntry } from '#contract';
import { checkValue } from '../values/check-value.ts';
import type { Draft } from './draft.ts';

/** Keys of a draft whose value breaks a rule of its schema. */
export function brokenKeys(draft: Draft | undefined, entries: readonly ConfigEntry[]): string[] {
  if (draft?.kind !== 'values') return [];
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  return Object.entries(draft.changes).flatMap(([key, value]) => {
    const schema = byKey.get(key)?.schema;
    return value !== null && schema !== undefined && checkValue(schema, value) !== undefined ? [key] : [];
  });
}

import type { ConfigEntry } from '#contract';
import { isSameValue } from '../draft/draft.ts';

export const onlyChoices = ['all', 'changed', 'differs'] as const;
export type Only = (typeof onlyChoices)[number];

export interface EntryFilter {
  /** Words that key or description must have, all of them. */
  words: string;
  /** changed: a layer says something, or a draft does; differs: what runs is another. */
  only: Only;
}

/** What is known of entries beside themselves. */
export interface EntryMarks {
  drafted: ReadonlySet<string>;
  waiting: ReadonlySet<string>;
  drifting: ReadonlySet<string>;
  missing: ReadonlySet<string>;
}

/** Whether a person has said something about it, or it is not as it should be. */
export function isNoteworthy(entry: ConfigEntry, marks: EntryMarks): boolean {
  return isSetHere(entry) || marks.drafted.has(entry.key) || differs(entry, marks) || marks.missing.has(entry.key);
}

function isChanged({ origin }: ConfigEntry): boolean {
  return origin.layer !== 'default';
}

/** Set by who runs Gantry, not by the files that come with it. */
function isSetHere({ origin: { layer } }: ConfigEntry): boolean {
  return layer === 'user' || layer === 'environment' || layer === 'command line';
}

export function differs({ key, document, running, value, is_secret: isSecret }: ConfigEntry, { waiting, drifting }: EntryMarks): boolean {
  return waiting.has(key) || drifting.has(key) || (document === 'settings' && !isSecret && !isSameValue(running, value));
}

export function filterEntries(entries: readonly ConfigEntry[], { words, only }: EntryFilter, marks: EntryMarks): ConfigEntry[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries.filter((entry) => {
    if (only === 'changed' && !isChanged(entry) && !marks.drafted.has(entry.key)) return false;
    if (only === 'differs' && !differs(entry, marks)) return false;
    const text = `${entry.key} ${entry.group} ${entry.description} ${entry.services.join(' ')}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export interface EntryGroup {
  name: string;
  entries: ConfigEntry[];
}

/** By section or service, in the order in which they come. */
export function groupEntries(entries: readonly ConfigEntry[]): EntryGroup[] {
  const groups = new Map<string, ConfigEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups].map(([name, members]) => ({ name, entries: members }));
}

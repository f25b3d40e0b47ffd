import type { ConfigDocumentName, ConfigEntry } from '#contract';
import type { ConfigEdit } from '../../../api/use-config.ts';

interface DraftBase {
  /** Revision of the file it was begun from. */
  base: string;
  /** Milliseconds since 1970 of the last change to it. */
  at: number;
  /** Keys of secrets that were typed before a reload and are not kept. */
  withheld?: string[];
}

/** Changes to one file that were not applied yet: single values (null takes a key out), or the whole text. */
export type Draft =
  | (DraftBase & { kind: 'values'; changes: Record<string, unknown> })
  | (DraftBase & {
      kind: 'text';
      text: string;
      /** It joins a change of another one, whose conflict was solved. */
      isMerged?: boolean;
    });

/** The edit that previews and applies it. */
export function editOf(document: ConfigDocumentName, draft: Draft): ConfigEdit {
  const edit = { document, base_revision: draft.base };
  if (draft.kind === 'text') return { ...edit, text: draft.text };
  return { ...edit, changes: Object.entries(draft.changes).map(([key, value]) => ({ key, value })) };
}

/** The value a file itself gives; undefined where it gives none. */
export function valueInFile(entry: Pick<ConfigEntry, 'layers'>): unknown {
  return entry.layers.find(({ layer }) => layer === 'user')?.value;
}

/** Whether two values are the same when written. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** The draft with one value changed; undefined when nothing differs from the file any more. */
export function withValue(draft: Draft | undefined, { entry, value, base, now }: ValueChange): Draft | undefined {
  const { [entry.key]: _, ...others } = draft?.kind === 'values' ? draft.changes : {};
  // What a secret is cannot be compared: whatever was typed counts.
  const isBack = value === undefined || (!(entry.is_secret && value !== null) && isSameValue(value, valueInFile(entry)));
  const changes = isBack ? others : { ...others, [entry.key]: value };
  if (Object.keys(changes).length === 0) return undefined;
  const withheld = draft?.withheld?.filter((key) => key !== entry.key) ?? [];
  return { kind: 'values', base: draft?.base ?? base, at: now, changes, ...(withheld.length === 0 ? {} : { withheld }) };
}

interface ValueChange {
  entry: ConfigEntry;
  /** null takes the key out; undefined leaves it as it is in the file. */
  value: unknown;
  base: string;
  now: number;
}

/** What of a draft may be kept in the browser: no value of a secret, and no text that names one. */
export function withoutSecrets(draft: Draft, secretKeys: ReadonlySet<string>): Draft | undefined {
  if (draft.kind === 'text') return namesSecret(draft.text, secretKeys) ? undefined : draft;
  const withheld = Object.keys(draft.changes).filter((key) => secretKeys.has(key) && draft.changes[key] !== null);
  if (withheld.length === 0) return draft;
  const changes = Object.fromEntries(Object.entries(draft.changes).filter(([key]) => !withheld.includes(key)));
  return { ...draft, changes, withheld };
}

/** Whether a text has a key that holds a secret. */
export function namesSecret(text: string, secretKeys: ReadonlySet<string>): boolean {
  return [...secretKeys].some((key) => text.includes(key.split('.').at(-1) ?? key));
}

/** A draft another tab kept, with the secrets that only this tab knows. */
export function withSecretsOf(mine: Draft | undefined, kept: Draft | undefined, secretKeys: ReadonlySet<string>): Draft | undefined {
  if (mine?.kind !== 'values' || kept?.kind !== 'values') return kept;
  const secrets = Object.entries(mine.changes).filter(([key]) => secretKeys.has(key));
  return { ...kept, changes: { ...kept.changes, ...Object.fromEntries(secrets) } };
}

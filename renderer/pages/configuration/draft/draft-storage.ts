import type { ConfigDocumentName } from '#contract';
import { type Draft, withoutSecrets } from './draft.ts';

const prefix = 'gantry.config-draft.';

/** Drafts as the browser keeps them: one for each file, without secrets. */
export function readDraft(storage: Storage | undefined, document: ConfigDocumentName): Draft | undefined {
  try {
    const draft = JSON.parse(storage?.getItem(prefix + document) ?? 'null') as Draft | null;
    const isKnown =
      draft !== null &&
      typeof draft.base === 'string' &&
      (draft.kind === 'text' ? typeof draft.text === 'string' : typeof draft.changes === 'object');
    return isKnown ? draft : undefined;
  } catch {
    return undefined;
  }
}

interface Kept {
  document: ConfigDocumentName;
  draft: Draft | undefined;
  secretKeys: ReadonlySet<string>;
}

/** @returns whether the browser has it now; false for a text with secrets, and where its storage is full or blocked */
export function keepDraft(storage: Storage | undefined, { document, draft, secretKeys }: Kept): boolean {
  const kept = draft === undefined ? undefined : withoutSecrets(draft, secretKeys);
  try {
    if (kept === undefined) storage?.removeItem(prefix + document);
    else storage?.setItem(prefix + document, JSON.stringify(kept));
    return storage !== undefined && (draft === undefined || kept !== undefined);
  } catch {
    return false;
  }
}

/** Which file a change in the browser's storage, made by another tab, is about. */
export function documentOfStorageKey(key: string | null): ConfigDocumentName | undefined {
  return key === `${prefix}settings` ? 'settings' : key === `${prefix}variables` ? 'variables' : undefined;
}

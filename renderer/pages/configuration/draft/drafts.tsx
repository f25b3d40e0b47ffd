import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { ConfigDocumentName, ConfigEntry, Output } from '#contract';
import { useApi } from '../../../api/api-context.tsx';
import { type Draft, withSecretsOf, withValue } from './draft.ts';
import { documentOfStorageKey, keepDraft, readDraft } from './draft-storage.ts';

interface Drafts {
  of(document: ConfigDocumentName): Draft | undefined;
  /** Whether a reload would bring it back. */
  isKept(document: ConfigDocumentName): boolean;
  /** @param value null takes the key out of the file */
  setValue(entry: ConfigEntry, value: unknown): void;
  /** @param text undefined: the file as it is */
  setText(document: ConfigDocumentName, draft: { text: string; base: string; isMerged?: boolean } | undefined): void;
  /** Lets the draft begin from the file as it is now, where the one it began from is no longer known. */
  beginAnew(document: ConfigDocumentName, base: string): void;
  discard(document: ConfigDocumentName): void;
}

const DraftsContext = createContext<Drafts | undefined>(undefined);

interface DraftsProviderProps {
  /** undefined until it is read. */
  config: Output<'config.read'> | undefined;
  children: ReactNode;
}

/** Drafts of both files: kept by the browser until they are applied or discarded, and shared by its tabs. */
export function DraftsProvider({ config, children }: DraftsProviderProps) {
  const { storage } = useApi();
  const [drafts, setDrafts] = useState(() => ({ settings: readDraft(storage, 'settings'), variables: readDraft(storage, 'variables') }));
  const secretKeys = useMemo(() => new Set(config?.entries.flatMap(({ key, is_secret: isSecret }) => (isSecret ? [key] : []))), [config]);
  const [notKept, setNotKept] = useState<ReadonlySet<ConfigDocumentName>>(new Set());
  useEffect(() => {
    const otherTab = ({ key }: StorageEvent) => {
      const document = documentOfStorageKey(key);
      if (document === undefined) return;
      setDrafts((before) => ({ ...before, [document]: withSecretsOf(before[document], readDraft(storage, document), secretKeys) }));
    };
    window.addEventListener('storage', otherTab);
    return () => window.removeEventListener('storage', otherTab);
  }, [secretKeys, storage]);
  const value = useMemo<Drafts>(() => {
    const put = (document: ConfigDocumentName, draft: Draft | undefined) => {
      setDrafts((before) => ({ ...before, [document]: draft }));
      const isKept = keepDraft(storage, { document, draft, secretKeys });
      setNotKept((before) => new Set(isKept ? [...before].filter((each) => each !== document) : [...before, document]));
    };
    return {
      of: (document) => drafts[document],
      isKept: (document) => !notKept.has(document),
      setValue(entry, typed) {
        const { document } = entry;
        // A new draft begins from the file as it is now.
        const base = config?.documents.find(({ name }) => name === document)?.revision;
        if (base !== undefined) put(document, withValue(drafts[document], { entry, value: typed, base, now: Date.now() }));
      },
      setText: (document, draft) => put(document, draft === undefined ? undefined : { kind: 'text', at: Date.now(), ...draft }),
      beginAnew(document, base) {
        const draft = drafts[document];
        if (draft !== undefined) put(document, { ...draft, base });
      },
      discard: (document) => put(document, undefined),
    };
  }, [config, drafts, notKept, secretKeys, storage]);
  return <DraftsContext value={value}>{children}</DraftsContext>;
}

/** @throws Error outside of DraftsProvider: a mistake in the code */
export function useDrafts(): Drafts {
  const drafts = useContext(DraftsContext);
  if (drafts === undefined) throw new Error('useDrafts needs a DraftsProvider above it');
  return drafts;
}

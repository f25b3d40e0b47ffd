import { useLocation, useSearch } from 'wouter';

/** What the address says the page shows, so that back, reload and links work. */
export interface DocumentsAddress {
  collection: string | undefined;
  /** Id of the document that is read. */
  open: string | undefined;
  dialog: 'add' | 'index' | undefined;
}

export function readDocumentsAddress(query: string): DocumentsAddress {
  const params = new URLSearchParams(query);
  const dialog = params.get('do');
  return {
    collection: params.get('collection') ?? undefined,
    open: params.get('open') ?? undefined,
    dialog: dialog === 'add' || dialog === 'index' ? dialog : undefined,
  };
}

export function writeDocumentsAddress({ collection, open, dialog }: DocumentsAddress): string {
  const params = new URLSearchParams();
  if (collection !== undefined) params.set('collection', collection);
  if (open !== undefined) params.set('open', open);
  if (dialog !== undefined) params.set('do', dialog);
  const query = params.toString();
  return query === '' ? '/documents' : `/documents?${query}`;
}

export function useDocumentsAddress() {
  const [, navigate] = useLocation();
  const address = readDocumentsAddress(useSearch());
  return {
    address,
    /** A dialog or a document goes when another is shown. */
    show: (change: Partial<DocumentsAddress>) =>
      navigate(writeDocumentsAddress({ collection: address.collection, open: undefined, dialog: undefined, ...change }), {
        // Opening is a step one can go back from; closing takes its place.
        replace: Object.keys(change).length === 0,
      }),
  };
}

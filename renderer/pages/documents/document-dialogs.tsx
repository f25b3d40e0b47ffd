import { DocumentDrawer } from '../../reader/document-drawer.tsx';
import { AddDialog } from './add-dialog.tsx';
import { IndexDialog } from './index-dialog.tsx';
import type { DocumentsAddress } from './use-documents-address.ts';

interface DocumentDialogsProps {
  address: DocumentsAddress;
  show: (change: Partial<DocumentsAddress>) => void;
  /** Files that were dropped on the page. */
  dropped: File[];
  clearDropped: () => void;
}

/** What stands in front of the list, as the address says. */
export function DocumentDialogs({ address, show, dropped, clearDropped }: DocumentDialogsProps) {
  const close = () => {
    clearDropped();
    show({});
  };
  return (
    <>
      {address.dialog === 'add' ? <AddDialog collection={address.collection} dropped={dropped} onClose={close} /> : null}
      {address.dialog === 'index' ? <IndexDialog collection={address.collection} onClose={close} /> : null}
      {address.open === undefined ? null : <DocumentDrawer key={address.open} id={address.open} onClose={close} />}
    </>
  );
}

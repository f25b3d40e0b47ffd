import { Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useCollections } from '../../api/use-documents.ts';
import { CollectionField } from '../../components/collection-field.tsx';
import classes from './add-dialog.module.css';
import { AddFiles } from './add-files.tsx';
import { AddText } from './add-text.tsx';

interface AddDialogProps {
  collection: string | undefined;
  /** Files that were dropped on the page. */
  dropped: File[];
  onClose: () => void;
}

/** Adds a text that is typed or pasted, or text files. */
export function AddDialog({ collection: initialCollection, dropped, onClose }: AddDialogProps) {
  const t = useTranslations('documents');
  const general = useTranslations('general');
  const [source, setSource] = useState(dropped.length > 0 ? 'files' : 'text');
  const [collection, setCollection] = useState(initialCollection ?? 'default');
  const names = useCollections().data?.collections.map(({ name }) => name) ?? [];
  const field = (error?: string) => <CollectionField value={collection} onChange={setCollection} names={names} error={error} />;
  return (
    <Modal opened onClose={onClose} title={t('add')} size="lg" closeButtonProps={{ 'aria-label': general('close') }}>
      <div className={classes.dialog}>
        <SegmentedControl
          aria-label={t('source')}
          value={source}
          onChange={setSource}
          data={[
            { value: 'text', label: t('sourceText') },
            { value: 'files', label: t('sourceFiles') },
          ]}
        />
        {source === 'text' ? (
          <AddText collection={collection} collectionField={field} onClose={onClose} />
        ) : (
          <AddFiles dropped={dropped} collection={collection} collectionField={field} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

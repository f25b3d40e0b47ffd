import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFilePlus, IconFiles, IconFolderPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useCollections, useDocuments } from '../../api/use-documents.ts';
import { commands } from '../../commands.ts';
import { CollectionSelect } from '../../components/collection-select.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { DocumentDialogs } from './document-dialogs.tsx';
import { DocumentTable } from './document-table.tsx';
import classes from './documents-page.module.css';
import { DropArea } from './drop-area.tsx';
import { useDocumentsAddress } from './use-documents-address.ts';

/** What can be searched: list, add, read, delete. */
export default function DocumentsPage() {
  const t = useTranslations('documents');
  const general = useTranslations('general');
  const { address, show } = useDocumentsAddress();
  const [contains, setContains] = useState('');
  const [askedContains] = useDebouncedValue(contains.trim(), 200);
  const [dropped, setDropped] = useState<File[]>([]);
  const collections = useCollections().data?.collections ?? [];
  const documents = useDocuments({ collection: address.collection, contains: askedContains });
  const total = documents.data?.pages[0]?.total;
  const isFiltered = askedContains !== '' || address.collection !== undefined;
  const rows = documents.data?.pages.flatMap((page) => page.documents) ?? [];
  const addButtons = (
    <>
      <Button variant="default" leftSection={<IconFilePlus size={16} />} onClick={() => show({ dialog: 'add' })}>
        {t('add')}
      </Button>
      <Button leftSection={<IconFolderPlus size={16} />} onClick={() => show({ dialog: 'index' })}>
        {t('index')}
      </Button>
    </>
  );
  return (
    <DropArea
      onFiles={(files) => {
        setDropped(files);
        show({ dialog: 'add' });
      }}
    >
      <div className={classes.page}>
        <PageHead title={t('title')} facts={total === undefined ? null : t(isFiltered ? 'found' : 'count', { count: total })}>
          {total === 0 && !isFiltered ? null : addButtons}
        </PageHead>
        {documents.error === null ? null : (
          <ErrorBox error={documents.error} title={t('listFailed')} onRetry={() => void documents.refetch()} />
        )}
        {total === 0 && !isFiltered ? (
          <EmptyState
            icon={<IconFiles size={40} stroke={1.2} />}
            sentence={t('empty')}
            action={addButtons}
            command={commands.index({ folder: '~/notes' })}
          />
        ) : total === undefined ? null : (
          <>
            <div className={classes.filters}>
              <TextInput
                type="search"
                size="sm"
                className={classes.filter}
                aria-label={t('filter')}
                placeholder={t('filter')}
                leftSection={<IconSearch size={16} />}
                value={contains}
                maxLength={200}
                onChange={(event) => setContains(event.currentTarget.value)}
              />
              <CollectionSelect value={address.collection} onChange={(collection) => show({ collection })} collections={collections} />
              <CopyTextButton text={commands.listDocuments({ collection: address.collection, contains })} label={general('copyCommand')} />
            </div>
            {rows.length === 0 ? (
              <p className={classes.none}>{t('noneFound')}</p>
            ) : (
              <DocumentTable
                rows={rows}
                total={total}
                hasMore={documents.hasNextPage}
                isLoadingMore={documents.isFetchingNextPage}
                onMore={() => void documents.fetchNextPage()}
                onOpen={(id) => show({ open: id })}
              />
            )}
          </>
        )}
        <DocumentDialogs address={address} show={show} dropped={dropped} clearDropped={() => setDropped([])} />
      </div>
    </DropArea>
  );
}

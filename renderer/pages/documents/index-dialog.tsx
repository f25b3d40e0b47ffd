import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api-context.tsx';
import { useCollections, useIndexFolder } from '../../api/use-documents.ts';
import { commands } from '../../commands.ts';
import { CollectionField } from '../../components/collection-field.tsx';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { fieldError } from '../../components/field-error.ts';
import classes from './add-dialog.module.css';
import { FolderBrowser } from './folder-browser.tsx';

/** Indexes a folder by a task: which, into which collection, and what of files that are gone. */
export function IndexDialog({ collection: initialCollection, onClose }: { collection: string | undefined; onClose: () => void }) {
  const t = useTranslations('documents');
  const general = useTranslations('general');
  const { bridge } = useApi();
  const [path, setPath] = useState('~');
  const [isBrowsing, setIsBrowsing] = useState(bridge === undefined);
  const [collection, setCollection] = useState(initialCollection ?? 'default');
  const [isPruned, setIsPruned] = useState(false);
  const names = useCollections().data?.collections.map(({ name }) => name) ?? [];
  const index = useIndexFolder();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    index.mutate({ path: path.trim(), collection, prune: isPruned }, { onSuccess: onClose });
  };
  const choose = async () => {
    const chosen = await bridge?.chooseFolder();
    if (chosen != null) setPath(chosen);
  };
  const collectionError = fieldError(index.error, 'collection');
  return (
    <Modal opened onClose={onClose} title={t('index')} size="lg" closeButtonProps={{ 'aria-label': general('close') }}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={t('folder')}
          description={t('folderHint')}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          styles={{ input: { direction: 'ltr' } }}
          data-autofocus
          rightSectionWidth="auto"
          rightSection={
            <Button variant="subtle" size="compact-xs" onClick={() => (bridge === undefined ? setIsBrowsing(!isBrowsing) : void choose())}>
              {t('browse')}
            </Button>
          }
        />
        {isBrowsing ? <FolderBrowser path={path.trim() === '' ? '~' : path.trim()} onChoose={setPath} /> : null}
        <CollectionField value={collection} onChange={setCollection} names={names} error={collectionError} />
        <Checkbox
          label={t('prune')}
          description={t('pruneHint')}
          checked={isPruned}
          onChange={(event) => setIsPruned(event.currentTarget.checked)}
        />
        {index.error === null || collectionError !== undefined ? null : <ErrorBox error={index.error} title={t('indexFailed')} />}
        <DialogFoot
          command={commands.index({ folder: path.trim(), collection: collection === 'default' ? undefined : collection, prune: isPruned })}
        >
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={path.trim() === '' || index.isPending}>
            {index.isPending ? t('starting') : t('indexStart')}
          </Button>
        </DialogFoot>
      </form>
    </Modal>
  );
}

import { Button, Modal } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { DocumentSummary } from '#contract';
import { useDeleteDocument } from '../api/use-documents.ts';
import { commands } from '../commands.ts';
import { DialogFoot } from '../components/dialog-foot.tsx';
import { ErrorBox } from '../components/error-box.tsx';
import classes from './delete-dialog.module.css';

interface DeleteDialogProps {
  document: DocumentSummary;
  onClose: () => void;
  onDeleted: () => void;
}

/** Says what goes for good, what stays, and how to get it back. */
export function DeleteDialog({ document, onClose, onDeleted }: DeleteDialogProps) {
  const t = useTranslations('reader');
  const general = useTranslations('general');
  const remove = useDeleteDocument();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('deleteTitle', { title: document.title })}
      closeButtonProps={{ 'aria-label': general('close') }}
    >
      <div className={classes.words}>
        <p>{t('deleteWhat', { count: document.chunks })}</p>
        <p>{document.source_path === null ? t('deleteBackText') : t('deleteBackFile', { path: document.source_path })}</p>
        {remove.error === null ? null : <ErrorBox error={remove.error} title={t('deleteFailed')} />}
        <DialogFoot command={commands.deleteDocument(document.id)}>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red.8" disabled={remove.isPending} onClick={() => remove.mutate(document.id, { onSuccess: onDeleted })}>
            {remove.isPending ? t('deleting') : t('deleteForGood')}
          </Button>
        </DialogFoot>
      </div>
    </Modal>
  );
}

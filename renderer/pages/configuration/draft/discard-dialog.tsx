import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { ConfigDocumentName } from '#contract';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import classes from '../notices/notice.module.css';
import { useDrafts } from './drafts.tsx';

interface DiscardDialogProps {
  document: ConfigDocumentName;
  /** Changed values, where they are known. */
  count: number | undefined;
  onClose: () => void;
}

/** Asks before the only copy of a draft goes. */
export function DiscardDialog({ document: name, count, onClose }: DiscardDialogProps) {
  const t = useTranslations('configuration');
  const drafts = useDrafts();
  const draft = drafts.of(name);
  const keys = draft?.kind === 'values' ? Object.keys(draft.changes) : [];
  const discard = () => {
    drafts.discard(name);
    onClose();
    // The bar with the button that had the focus goes with the draft.
    document.getElementById('main')?.focus();
  };
  return (
    <Dialog title={t('discardTitle', { count: count ?? 0 })} onClose={onClose}>
      <p>{t('discardWhat')}</p>
      {keys.length === 0 ? null : <p className={classes.keys}>{keys.join(', ')}</p>}
      <DialogFoot>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('keepDraft')}
        </Button>
        <Button color="red" onClick={discard}>
          {t('discard')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

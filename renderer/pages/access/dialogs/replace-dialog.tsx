import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { useTokenChanges } from '../../../api/use-access.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { LastUse } from './last-use.tsx';
import { NewSecret } from './new-secret.tsx';

/** Another secret for the same token; the old one stops at once. */
export default function ReplaceDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useTranslations('access');
  const { replace } = useTokenChanges();
  const secret = replace.data?.secret ?? undefined;
  const begin = () => {
    if (replace.isPending) return;
    replace.mutate(token.id, {
      onSuccess(reply) {
        if (reply.secret === null) onClose();
      },
    });
  };
  if (secret !== undefined) {
    return (
      <Dialog title={t('madeTitle', { name: token.name })} size="lg" onClose={onClose}>
        <NewSecret secret={secret} scopes={token.scopes} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('replaceNamed', { name: token.name })} size="lg" onClose={onClose}>
      <p>{token.file === null ? t('replaceMeans') : t('replaceFileMeans', { file: token.file })}</p>
      <LastUse token={token} />
      {replace.error === null ? null : <ErrorBox error={replace.error} title={t('notReplaced')} />}
      <DialogFoot command={commands.replaceToken(token.name)}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button onClick={begin}>{t('replaceIt')}</Button>
      </DialogFoot>
    </Dialog>
  );
}

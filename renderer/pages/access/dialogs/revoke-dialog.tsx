import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { useTokenChanges } from '../../../api/use-access.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { LastUse } from './last-use.tsx';

/** Says what stops with the token, and that it does not come back. */
export default function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useTranslations('access');
  const { revoke } = useTokenChanges();
  return (
    <Dialog title={t('revokeNamed', { name: token.name })} onClose={onClose}>
      <p>{t('revokeMeans')}</p>
      <LastUse token={token} />
      {revoke.error === null ? null : <ErrorBox error={revoke.error} title={t('notRevoked')} />}
      <DialogFoot command={commands.revokeToken(token.name)}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button
          color="red.8"
          onClick={() => {
            if (!revoke.isPending) revoke.mutate(token.id, { onSuccess: onClose });
          }}
        >
          {t('revokeIt')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

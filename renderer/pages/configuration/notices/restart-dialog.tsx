import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { useRestartHost } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';

interface RestartDialogProps {
  restart: ReturnType<typeof useRestartHost>;
  onClose: () => void;
}

/** Says what a restart of Gantry interrupts and what goes on, before it. */
export function RestartDialog({ restart, onClose }: RestartDialogProps) {
  const t = useTranslations('configuration');
  const begin = () =>
    restart.mutate(undefined, {
      onSuccess() {
        onClose();
        document.getElementById('main')?.focus();
      },
    });
  return (
    <Dialog title={t('restart.ask')} onClose={onClose}>
      <p>{t('restart.what')}</p>
      {restart.error === null ? null : <ErrorBox error={restart.error} title={t('restart.failed')} />}
      <DialogFoot command={commands.restartHost()}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button data-autofocus disabled={restart.isPending} onClick={begin}>
          {t('restart.button')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

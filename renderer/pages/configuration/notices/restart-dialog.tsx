import { Button, Modal } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { useRestartHost } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import classes from './notice.module.css';

interface RestartDialogProps {
  restart: ReturnType<typeof useRestartHost>;
  onClose: () => void;
}

/** Says what a restart of Gantry interrupts and what goes on, before it. */
export function RestartDialog({ restart, onClose }: RestartDialogProps) {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const begin = () =>
    restart.mutate(undefined, {
      onSuccess() {
        onClose();
        document.getElementById('main')?.focus();
      },
    });
  return (
    <Modal opened onClose={onClose} title={t('restart.ask')} closeButtonProps={{ 'aria-label': general('close') }}>
      <div className={classes.dialog}>
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
      </div>
    </Modal>
  );
}

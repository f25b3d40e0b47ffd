import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Credential } from '#contract';
import { useCredentialCalls } from '../../../api/use-credentials.ts';
import { useBeginTask } from '../../../api/use-tasks.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';

interface RepairDialogProps {
  credential: Credential;
  onClose: () => void;
}

/** Says why a secret is refused and what the repair does, before it begins. */
export default function RepairDialog({ credential: { name, title, owner, reason }, onClose }: RepairDialogProps) {
  const t = useTranslations('credentials');
  const change = useBeginTask();
  const calls = useCredentialCalls();
  const begin = () => {
    if (change.isPending) return;
    change.mutate(() => calls.repair(name), { onSuccess: onClose });
  };
  return (
    <Dialog title={t('repairNamed', { title })} onClose={onClose}>
      <p>{reason}</p>
      <p>{t('repairMeans', { owner: owner ?? t('ownApi') })}</p>
      {change.error === null ? null : <ErrorBox error={change.error} title={t('changeNotBegun')} />}
      <DialogFoot command={commands.repairCredential(name)}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button data-autofocus onClick={begin}>
          {t('repair')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

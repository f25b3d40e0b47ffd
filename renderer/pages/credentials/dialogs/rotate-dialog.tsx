import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Credential } from '#contract';
import { useCredentialCalls } from '../../../api/use-credentials.ts';
import { useBeginTask } from '../../../api/use-tasks.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { restartedBy } from '../credential-order.ts';

interface RotateDialogProps {
  credentials: readonly Credential[];
  /** All there are, not one that was chosen. */
  isAll?: boolean;
  onClose: () => void;
}

/** Says what a rotation does, what restarts and what stops to work, before it begins. */
export default function RotateDialog({ credentials, isAll = false, onClose }: RotateDialogProps) {
  const t = useTranslations('credentials');
  const change = useBeginTask();
  const calls = useCredentialCalls();
  const restarted = restartedBy(credentials);
  const names = credentials.map(({ name }) => name);
  const begin = () => {
    if (change.isPending) return;
    change.mutate(() => calls.rotate(isAll ? [] : names), { onSuccess: onClose });
  };
  return (
    <Dialog
      title={isAll ? t('rotateAllTitle', { count: names.length }) : t('rotateNamed', { title: credentials[0]?.title ?? '' })}
      onClose={onClose}
    >
      <p>{t('rotateMeans', { count: names.length })}</p>
      <p>{restarted.length === 0 ? t('rotateLive') : t('rotateRestarts', { count: restarted.length, names: restarted.join(', ') })}</p>
      <p>{t('rotateOld', { count: names.length })}</p>
      {change.error === null ? null : <ErrorBox error={change.error} title={t('changeNotBegun')} />}
      <DialogFoot command={isAll ? commands.rotateAllCredentials() : commands.rotateCredential(names[0] ?? '')}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button data-autofocus onClick={begin}>
          {t('rotate')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

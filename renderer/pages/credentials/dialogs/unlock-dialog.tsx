import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSecretStore } from '../../../api/use-credentials.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { unusable } from '../../../components/unusable.ts';
import classes from './dialogs.module.css';

/** Opens the vault with its passphrase. */
export default function UnlockDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('credentials');
  const [passphrase, setPassphrase] = useState('');
  const { unlock } = useSecretStore();
  const isWrong = unlock.error?.code === 'passphrase_wrong';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase === '' || unlock.isPending) return;
    unlock.mutate(passphrase, { onSuccess: onClose });
  };
  return (
    <Dialog title={t('unlockTitle')} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p>{t('unlockMeans')}</p>
        <PasswordInput
          data-autofocus
          label={t('passphrase')}
          autoComplete="off"
          value={passphrase}
          error={isWrong ? unlock.error?.message : undefined}
          onChange={({ currentTarget }) => {
            setPassphrase(currentTarget.value);
            if (isWrong) unlock.reset();
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('showValue') }}
        />
        {unlock.error === null || isWrong ? null : <ErrorBox error={unlock.error} title={t('unlockFailed')} />}
        <DialogFoot command={commands.unlockCredentials()}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" {...unusable(passphrase === '', t('typeFirst'))}>
            {unlock.isPending ? t('unlocking') : t('unlockIt')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

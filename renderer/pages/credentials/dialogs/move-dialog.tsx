import { Button, Checkbox } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ClientInput, SecretStoreInfo } from '#contract';
import { useSecretStore, useStrength } from '../../../api/use-credentials.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { unusable } from '../../../components/unusable.ts';
import classes from './dialogs.module.css';
import { SecretFields } from './secret-fields.tsx';
import { StrengthMeter } from './strength-meter.tsx';

type Way = ClientInput<'credentials.move'>['to'];
const ways: readonly Way[] = ['files', 'passphrase', 'keychain'];
const wayOf: Record<SecretStoreInfo['protection'], Way> = {
  'file-mode': 'files',
  passphrase: 'passphrase',
  keychain: 'keychain',
  unprotected: 'keychain',
};
/** As `passphraseSchema`. */
const minPassphraseChars = 8;

interface MoveDialogProps {
  store: SecretStoreInfo;
  /** Name of a secret the passphrase is judged as. */
  checkedAs: string | undefined;
  onClose: () => void;
}

/** Another way to keep the secrets. What cannot be used here says why; what protects nothing needs a tick. */
export default function MoveDialog({ store, checkedAs, onClose }: MoveDialogProps) {
  const t = useTranslations('credentials');
  const current = wayOf[store.protection];
  const [to, setTo] = useState<Way>(current);
  const [passphrase, setPassphrase] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [isConsented, setIsConsented] = useState(false);
  const { move } = useSecretStore();
  const isShort = passphrase !== '' && passphrase.length < minPassphraseChars;
  const { strength, error: strengthError } = useStrength(checkedAs, to === 'passphrase' && !isShort ? passphrase : '');
  const { keychain } = store;
  const needsConsent = to === 'keychain' && keychain.is_available && !keychain.is_real;
  const hindrance =
    to === 'passphrase'
      ? passphrase === ''
        ? t('typeFirst')
        : isShort
          ? t('passphraseShort')
          : confirmation !== passphrase
            ? t('confirmFirst')
            : undefined
      : to === current
        ? t('sameWay')
        : needsConsent && !isConsented
          ? t('consentFirst')
          : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (hindrance !== undefined || move.isPending) return;
    move.mutate(
      { to, ...(to === 'passphrase' ? { passphrase } : {}), ...(needsConsent ? { accept_unprotected: isConsented } : {}) },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog title={t('moveTitle')} size="lg" onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <fieldset className={classes.choices}>
          <legend>{t('moveHow')}</legend>
          {ways.map((way) => {
            const isOut = way === 'keychain' && !keychain.is_available;
            return (
              <label key={way} className={classes.choice}>
                <input
                  type="radio"
                  name="way"
                  value={way}
                  checked={to === way}
                  disabled={isOut}
                  {...(way === current ? { 'data-autofocus': true } : {})}
                  onChange={() => setTo(way)}
                />
                <span>
                  <span>
                    {t(`ways.${way}`)}
                    {way === current ? ` (${t('wayNow')})` : ''}
                  </span>
                  <span className={classes.quiet}>
                    {way === 'keychain' ? (
                      <>
                        {keychain.is_available ? t('keychainBackend', { backend: keychain.backend }) : t('keychainMissing')}{' '}
                        {keychain.reason}
                      </>
                    ) : (
                      t(`wayMeans.${way}`)
                    )}
                  </span>
                </span>
              </label>
            );
          })}
        </fieldset>
        {to === 'passphrase' ? (
          <>
            <SecretFields
              label={t('passphrase')}
              description={t('passphraseHint')}
              value={passphrase}
              confirmation={confirmation}
              isShown={isShown}
              error={isShort ? t('passphraseShort') : undefined}
              onChange={setPassphrase}
              onConfirm={setConfirmation}
              onShow={setIsShown}
            />
            {checkedAs === undefined ? null : (
              <StrengthMeter isAsked={passphrase !== '' && !isShort} strength={strength} error={strengthError} />
            )}
          </>
        ) : null}
        {needsConsent ? (
          <div className={classes.consent}>
            <Checkbox
              label={t('consent')}
              description={t('consentMeans', { backend: keychain.backend })}
              checked={isConsented}
              onChange={({ currentTarget }) => setIsConsented(currentTarget.checked)}
            />
          </div>
        ) : null}
        {move.error === null ? null : <ErrorBox error={move.error} title={t('moveFailed')} />}
        <p className={classes.quiet}>{t('moveMeans')}</p>
        <DialogFoot command={commands.moveCredentials({ to, isConsented: needsConsent && isConsented })}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" {...unusable(hindrance !== undefined, hindrance)}>
            {move.isPending ? t('moving') : t('moveIt')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

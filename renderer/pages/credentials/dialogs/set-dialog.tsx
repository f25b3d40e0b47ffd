import { Button, Checkbox } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Credential } from '#contract';
import { useCredentialCalls, useStrength } from '../../../api/use-credentials.ts';
import { useBeginTask } from '../../../api/use-tasks.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { unusable } from '../../../components/unusable.ts';
import { restartedBy } from '../credential-order.ts';
import { makeValue } from '../make-value.ts';
import { valueProblem } from '../value-problem.ts';
import classes from './dialogs.module.css';
import { SecretFields } from './secret-fields.tsx';
import { StrengthMeter } from './strength-meter.tsx';

interface SetDialogProps {
  credential: Credential;
  onClose: () => void;
}

/** A value of one's own for a secret: typed twice, judged while it is typed, taken though weak only when that is ticked. */
export default function SetDialog({ credential, onClose }: SetDialogProps) {
  const t = useTranslations('credentials');
  const { name, title } = credential;
  const [value, setValue] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [isWeakTaken, setIsWeakTaken] = useState(false);
  const problem = value === '' ? undefined : valueProblem(value);
  const isAsked = value !== '' && problem === undefined;
  const { strength, error: strengthError } = useStrength(name, isAsked ? value : '');
  const change = useBeginTask();
  const calls = useCredentialCalls();
  const isWeak = isAsked && strength?.is_strong_enough === false;
  const hindrance =
    value === ''
      ? t('typeFirst')
      : problem !== undefined
        ? t(`rules.${problem}`)
        : confirmation !== value
          ? t('confirmFirst')
          : isWeak && !isWeakTaken
            ? t('weakFirst')
            : undefined;
  const restarted = restartedBy([credential]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (hindrance !== undefined || change.isPending) return;
    change.mutate(() => calls.set({ name, value, accept_weak: isWeak && isWeakTaken }), { onSuccess: onClose });
  };
  const generate = () => {
    const made = makeValue();
    setValue(made);
    setConfirmation(made);
    setIsShown(true);
  };
  return (
    <Dialog title={t('setNamed', { title })} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p>{restarted.length === 0 ? t('setLive') : t('setRestarts', { names: restarted.join(', ') })}</p>
        <SecretFields
          label={t('value')}
          description={t('valueHint')}
          value={value}
          confirmation={confirmation}
          isShown={isShown}
          error={problem === undefined ? undefined : t(`rules.${problem}`)}
          onChange={(next) => {
            setValue(next);
            setIsWeakTaken(false);
          }}
          onConfirm={setConfirmation}
          onShow={setIsShown}
        />
        <StrengthMeter isAsked={isAsked} strength={strength} error={strengthError} />
        {isWeak ? (
          <Checkbox
            label={t('takeWeak')}
            description={t('takeWeakMeans')}
            checked={isWeakTaken}
            onChange={({ currentTarget }) => setIsWeakTaken(currentTarget.checked)}
          />
        ) : null}
        <Button variant="default" className={classes.generate} onClick={generate}>
          {t('makeOne')}
        </Button>
        {change.error === null ? null : <ErrorBox error={change.error} title={t('changeNotBegun')} />}
        <DialogFoot command={commands.setCredential({ name, isWeakTaken: isWeak && isWeakTaken })}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" {...unusable(hindrance !== undefined, hindrance)}>
            {t('setIt')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { scopes as allScopes, type Scope, type Token } from '#contract';
import { useTokenChanges } from '../../../api/use-access.ts';
import { commands } from '../../../commands.ts';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { fieldError } from '../../../components/field-error.ts';
import { unusable } from '../../../components/unusable.ts';
import { useFormats } from '../../../i18n/language-provider.tsx';
import classes from './dialogs.module.css';

const periods = ['7', '30', '90', '365'] as const;
/** As `tokenNameSchema`. */
const isName = /^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,62}$/;
const maxPerMinute = 1_000_000;

interface TokenFormProps {
  /** The token to change; undefined makes one. */
  token: Token | undefined;
  onMade: (made: { token: Token; secret: string }) => void;
  onClose: () => void;
}

/** Name, what it may, how long, how much. */
export function TokenForm({ token, onMade, onClose }: TokenFormProps) {
  const t = useTranslations('access');
  const formats = useFormats();
  const { create, update } = useTokenChanges();
  const [name, setName] = useState(token?.name ?? '');
  const [scopes, setScopes] = useState<readonly Scope[]>(token?.scopes ?? ['read', 'search']);
  const [period, setPeriod] = useState(token === undefined ? '90' : 'keep');
  const [limit, setLimit] = useState(token?.requests_per_minute == null ? '' : String(token.requests_per_minute));
  const perMinute = limit.trim() === '' ? null : Number(limit);
  const isLimitWrong = perMinute !== null && !(Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= maxPerMinute);
  const isNameWrong = name !== '' && !isName.test(name);
  const { error, isPending } = token === undefined ? create : update;
  const atField = fieldError(error, 'name');
  const days = period === 'keep' ? undefined : period === 'never' ? null : Number(period);
  const facts = { name: name === '' ? 'NAME' : name, scopes, days, perMinute: isLimitWrong ? null : perMinute };
  const hindrance =
    name === ''
      ? t('nameFirst')
      : isNameWrong
        ? t('nameRule')
        : scopes.length === 0
          ? t('scopeFirst')
          : isLimitWrong
            ? t('limitRule')
            : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (hindrance !== undefined || isPending) return;
    const input = { name, scopes: [...scopes], requests_per_minute: perMinute, ...(days === undefined ? {} : { expires_in_days: days }) };
    if (token === undefined) create.mutate(input, { onSuccess: onMade });
    else update.mutate({ id: token.id, ...input }, { onSuccess: onClose });
  };
  const toggle = (scope: Scope, isOn: boolean) =>
    setScopes((before) => allScopes.filter((each) => (each === scope ? isOn : before.includes(each))));
  const kept = token?.expires_at == null ? t('never') : formats.dateTime(Date.parse(token.expires_at));
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        label={t('name')}
        description={t('nameHint')}
        value={name}
        maxLength={63}
        autoComplete="off"
        error={isNameWrong ? t('nameRule') : atField}
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <fieldset className={classes.scopes}>
        <legend>{t('mayDo')}</legend>
        {allScopes.map((scope) => (
          <Checkbox
            key={scope}
            label={scope}
            description={t(`scopeMeans.${scope}`)}
            checked={scopes.includes(scope)}
            onChange={({ currentTarget: { checked } }) => toggle(scope, checked)}
          />
        ))}
      </fieldset>
      <div className={classes.pair}>
        <NativeSelect
          label={t('expiry')}
          description={t('expiryHint')}
          value={period}
          onChange={({ currentTarget: { value } }) => setPeriod(value)}
          data={[
            ...(token === undefined ? [] : [{ value: 'keep', label: t('keepExpiry', { when: kept }) }]),
            ...periods.map((value) => ({ value, label: t('days', { count: Number(value) }) })),
            { value: 'never', label: t('never') },
          ]}
        />
        <TextInput
          label={t('perMinute')}
          description={t('perMinuteHint')}
          inputMode="numeric"
          value={limit}
          error={isLimitWrong ? t('limitRule') : undefined}
          onChange={({ currentTarget: { value } }) => setLimit(value)}
        />
      </div>
      {error === null || atField !== undefined ? null : (
        <ErrorBox error={error} title={token === undefined ? t('notMade') : t('notChanged')} />
      )}
      <DialogFoot command={token === undefined ? commands.createToken(facts) : commands.editToken({ from: token.name, ...facts })}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" {...unusable(hindrance !== undefined, hindrance)}>
          {token === undefined ? t('createIt') : t('save')}
        </Button>
      </DialogFoot>
    </form>
  );
}

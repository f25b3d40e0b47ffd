import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { GantryError } from '#contract';
import { useApi } from '../../api/api-context.tsx';
import { asGantryError } from '../../api/session.ts';
import { commands } from '../../commands.ts';
import { CommandLine } from '../../components/command-line.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import classes from './sign-in-page.module.css';

/** Why one is not in, and the two ways in. */
export default function SignInPage({ error: reason }: { error: GantryError | undefined }) {
  const t = useTranslations('signIn');
  const { session } = useApi();
  const [token, setToken] = useState('');
  const [failure, setFailure] = useState<GantryError>();
  const error = failure ?? reason;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await session.enterByToken(token.trim());
    } catch (thrown) {
      setFailure(asGantryError(thrown));
    }
  };
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <h1>{t('title')}</h1>
        <p>{t('why')}</p>
        {error === undefined ? null : <ErrorBox error={error} title={t(failure === undefined ? 'ended' : 'refused')} />}
        <section className={classes.way}>
          <h2>{t('byLink')}</h2>
          <p>{t('byLinkHow')}</p>
          <CommandLine command={commands.open()} />
        </section>
        <form className={classes.way} onSubmit={(event) => void submit(event)}>
          <h2>{t('byToken')}</h2>
          <PasswordInput
            label={t('token')}
            description={t('tokenHint')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            autoComplete="off"
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': t('tokenShow') }}
          />
          <Button type="submit" disabled={token.trim() === ''}>
            {t('enter')}
          </Button>
        </form>
      </div>
    </main>
  );
}

import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { Choice } from './choice.tsx';
import classes from './setup-page.module.css';
import type { StepProps } from './step-props.ts';

/** How many secrets are missing, and who makes them. */
export function CredentialsStep({ setup, choices, choose, goTo, isSaving }: StepProps) {
  const t = useTranslations('setup');
  const missing = setup.missing_credentials;
  return (
    <Card title={t('credentialsQuestion')}>
      <div className={classes.body}>
        <div className={classes.found}>
          <p>
            <StateMark state={missing.length === 0 ? 'ok' : 'stopped'} isWordHidden /> {t('missing', { count: missing.length })}
          </p>
          {missing.length === 0 ? null : (
            <p className={classes.quiet}>
              <code dir="ltr">{missing.join(', ')}</code>
            </p>
          )}
        </div>
        <fieldset className={classes.choices}>
          <legend className={classes.hidden}>{t('credentialsQuestion')}</legend>
          <Choice
            kind="radio"
            name="credentials"
            title={t('generate')}
            isChosen={choices.credentials === 'generate'}
            onChoose={() => choose({ credentials: 'generate' })}
          >
            {t('generateMeans')}
          </Choice>
          <Choice
            kind="radio"
            name="credentials"
            title={t('own')}
            isChosen={choices.credentials === 'own'}
            onChoose={() => choose({ credentials: 'own' })}
          >
            {t('ownMeans')}
          </Choice>
        </fieldset>
        {choices.credentials === 'own' ? (
          <p>
            <Link href="/credentials">{t('enterOwn')}</Link> <span className={classes.quiet}>{t('enterOwnHow')}</span>
          </p>
        ) : null}
        <p className={classes.quiet}>
          {t('kept')} <Link href="/credentials">{t('keptWhere')}</Link>
        </p>
        <div className={classes.buttons}>
          <Button variant="default" disabled={isSaving} onClick={() => goTo('place')}>
            {t('back')}
          </Button>
          <Button disabled={isSaving} onClick={() => goTo('services')}>
            {t('continue')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

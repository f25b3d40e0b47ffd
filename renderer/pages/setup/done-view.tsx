import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Setup } from '#contract';
import { useSaveSetup } from '../../api/use-setup.ts';
import { Card } from '../../components/card.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import classes from './setup-page.module.css';

/** What was set up, and what to do next. */
export function DoneView({ setup }: { setup: Setup }) {
  const t = useTranslations('setup');
  const { save, error, isPending } = useSaveSetup();
  const { choices, task } = setup;
  const isPutAside = task === null;
  return (
    <Card title={isPutAside ? t('putAside') : t('done')} aside={setup.done_at === null ? null : <TimeAgo at={setup.done_at} />}>
      <div className={classes.body}>
        <p>
          <StateMark state={isPutAside ? 'stopped' : 'ok'} isWordHidden />{' '}
          {isPutAside
            ? t('putAsideMeans')
            : choices.place === 'embedded'
              ? t('doneEmbedded')
              : t(choices.storage === 'stack' ? 'doneStackMoved' : 'doneStack', { profiles: choices.profiles.join(', ') })}
        </p>
        {error === null ? null : <ErrorBox error={error} title={t('saveFailed')} />}
        {isPutAside ? null : (
          <>
            <h3>{t('next')}</h3>
            <ul className={classes.next}>
              <li>
                <Link href="/documents">{t('nextDocuments')}</Link> <span className={classes.quiet}>{t('nextDocumentsWhy')}</span>
              </li>
              {choices.place === 'embedded' ? null : (
                <>
                  <li>
                    <Link href="/stack">{t('nextStack')}</Link> <span className={classes.quiet}>{t('nextStackWhy')}</span>
                  </li>
                  <li>
                    <Link href="/credentials">{t('nextCredentials')}</Link> <span className={classes.quiet}>{t('nextCredentialsWhy')}</span>
                  </li>
                  <li>
                    <Link href="/stack/host-limits">{t('nextLimits')}</Link> <span className={classes.quiet}>{t('nextLimitsWhy')}</span>
                  </li>
                </>
              )}
            </ul>
          </>
        )}
        <div className={classes.buttons}>
          <Button variant={isPutAside ? 'filled' : 'default'} disabled={isPending} onClick={() => save({ step: 'place' })}>
            {isPutAside ? t('start') : t('change')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

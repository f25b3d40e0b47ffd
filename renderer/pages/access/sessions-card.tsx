import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useEndSession, usePanelLink, useSessions } from '../../api/use-access.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './sessions-card.module.css';
import { TimeUntil } from './time-until.tsx';

/** Browsers that are signed in, the way to send one out, and to let another in. */
export function SessionsCard() {
  const t = useTranslations('access');
  const general = useTranslations('general');
  const formats = useFormats();
  const { data, error, refetch } = useSessions();
  const end = useEndSession();
  const link = usePanelLink();
  const linkButton = useRef<HTMLButtonElement>(null);
  return (
    <Card
      title={t('sessions')}
      aside={
        <>
          <CopyTextButton text={commands.open()} label={general('copyCommand')} />
          <Button
            ref={linkButton}
            variant="default"
            size="compact-xs"
            onClick={() => {
              if (!link.isPending) link.mutate();
            }}
          >
            {t('makeLink')}
          </Button>
        </>
      }
    >
      {link.data === undefined ? null : (
        <div className={classes.link} role="status">
          <code dir="ltr">{link.data.url}</code>
          <CopyTextButton text={link.data.url} label={t('copyLink')} />
          <span className={classes.quiet}>{t('linkMeans', { time: formats.clock(Date.parse(link.data.expires_at)) })}</span>
        </div>
      )}
      {link.error === null ? null : <ErrorBox error={link.error} title={t('linkFailed')} />}
      {error === null ? null : <ErrorBox error={error} title={t('sessionsFailed')} onRetry={() => void refetch()} />}
      {end.error === null ? null : <ErrorBox error={end.error} title={t('endFailed')} />}
      {data?.sessions.length === 0 ? <p className={classes.none}>{t('noSessions')}</p> : null}
      <ul className={classes.list}>
        {data?.sessions.map((session) => (
          <li key={session.id} className={classes.session}>
            <span className={classes.caller}>
              {session.caller === 'panel' ? t('byLink') : t('byToken', { name: session.caller })}
              {session.is_yours ? <strong>{t('yours')}</strong> : null}
            </span>
            <span>{session.scopes.join(', ')}</span>
            <span className={classes.quiet}>
              {session.created_at === null ? null : (
                <>
                  {t('begun')} <TimeAgo at={session.created_at} />
                </>
              )}
            </span>
            <span className={classes.quiet}>
              {t('ends')} <TimeUntil at={session.expires_at} isOver={false} isCalm />
            </span>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={session.is_yours ? t('signOut') : t('endNamed', { name: session.caller })}
              title={session.is_yours ? t('signOutMeans') : t('endMeans')}
              onClick={() => {
                if (end.isPending) return;
                // Its row goes, and the button with it.
                end.mutate(session.id, { onSuccess: () => linkButton.current?.focus() });
              }}
            >
              {session.is_yours ? t('signOut') : t('end')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

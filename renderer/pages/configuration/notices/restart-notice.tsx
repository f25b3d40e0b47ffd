import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useConnection } from '../../../api/api-context.tsx';
import { useRestartHost } from '../../../api/use-config.ts';
import { StateMark } from '../../../components/state-mark.tsx';
import { configPath } from '../config-path.ts';
import classes from './notice.module.css';
import { RestartDialog } from './restart-dialog.tsx';

/** Longest list of keys named in the sentence itself. */
const namedKeys = 6;

/** Says which settings count only after a restart of Gantry, and restarts it; the frame says when the host is away. */
export function RestartNotice({ waiting, mayEdit }: { waiting: readonly string[]; mayEdit: boolean }) {
  const t = useTranslations('configuration');
  const [isAsking, setIsAsking] = useState(false);
  const restart = useRestartHost();
  const { state } = useConnection();
  const { reset, isSuccess } = restart;
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (!isSuccess) return;
    if (state === 'lost' || state === 'connecting') setWasAway(true);
    if (state === 'open' && wasAway) {
      setWasAway(false);
      reset();
    }
  }, [isSuccess, reset, state, wasAway]);
  if (waiting.length === 0 && !isSuccess) return null;
  const rest = waiting.length - namedKeys;
  return (
    <section className={classes.notice} data-tone="warn" aria-label={t('restart.title')}>
      <div className={classes.row}>
        <p className={classes.words} aria-live="polite">
          {isSuccess ? (
            <StateMark state="starting" word={t('restart.going')} />
          ) : (
            <>
              <StateMark state="degraded" isWordHidden /> <strong>{t('restart.waits', { count: waiting.length })}</strong>{' '}
              {waiting.slice(0, namedKeys).map((key, index) => (
                <span key={key} className={classes.keys}>
                  {index === 0 ? '' : ', '}
                  <Link href={configPath('values', { key })}>{key}</Link>
                </span>
              ))}
              {rest > 0 ? ` ${t('more', { count: rest })}` : ''}
            </>
          )}
        </p>
        <div className={classes.actions}>
          <Button
            variant="default"
            disabled={!mayEdit || isSuccess}
            title={mayEdit ? undefined : t('needsAdmin')}
            onClick={() => setIsAsking(true)}
          >
            {t('restart.button')}
          </Button>
        </div>
      </div>
      {isAsking ? <RestartDialog restart={restart} onClose={() => setIsAsking(false)} /> : null}
    </section>
  );
}

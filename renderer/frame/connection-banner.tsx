import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { HostProcessState } from '#contract';
import { useApi, useConnection } from '../api/api-context.tsx';
import { commands } from '../commands.ts';
import { CommandLine } from '../components/command-line.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import classes from './connection-banner.module.css';

/** Says that the host does not answer, since when, and what to do; nothing is shown while it does. */
export function ConnectionBanner() {
  const t = useTranslations('connection');
  const { bridge } = useApi();
  const connection = useConnection();
  const host = useHostState();
  if (connection.state !== 'lost') return null;
  return (
    <div className={classes.banner} role="alert">
      <IconPlugConnectedX size={20} aria-hidden="true" />
      <div className={classes.words}>
        <strong>{t('lost')}</strong>
        <span>
          {t('since')} <TimeAgo at={new Date(connection.since).toISOString()} />. {host?.reason ?? t('tries')}
        </span>
      </div>
      {bridge === undefined ? (
        <CommandLine command={commands.run()} />
      ) : (
        <Button variant="default" onClick={() => void bridge.restartHost()}>
          {t('restart')}
        </Button>
      )}
    </div>
  );
}

function useHostState(): HostProcessState | undefined {
  const { bridge } = useApi();
  const [state, setState] = useState<HostProcessState>();
  useEffect(() => bridge?.onHostState(setState), [bridge]);
  return state;
}

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useConnection } from '../../api/api-context.tsx';
import { useCheckNow, useHealth } from '../../api/use-health.ts';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { ChartsCard } from './charts-card.tsx';
import { KeyFigures } from './key-figures.tsx';
import classes from './overview-page.module.css';
import { PartsCard } from './parts-card.tsx';
import { SetupLine } from './setup-line.tsx';

/** How Gantry is: its parts, what was measured, and over time. */
export default function OverviewPage() {
  const t = useTranslations('overview');
  const health = useHealth();
  const checkNow = useCheckNow();
  const connection = useConnection();
  const error = checkNow.error ?? health.error;
  return (
    <div className={classes.page}>
      <PageHead
        title={t('title')}
        facts={
          health.data === undefined ? null : (
            <>
              {t('started')} <TimeAgo at={health.data.started_at} />
            </>
          )
        }
      >
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          onClick={() => checkNow.mutate()}
          disabled={checkNow.isPending}
          title={t('checkNowTitle')}
        >
          {checkNow.isPending ? t('checking') : t('checkNow')}
        </Button>
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('healthFailed')} onRetry={() => void health.refetch()} />}
      <SetupLine />
      <div className={classes.top} data-stale={connection.state === 'lost' || undefined}>
        {health.data === undefined ? null : <PartsCard parts={health.data.parts} />}
        <KeyFigures />
      </div>
      <ChartsCard />
    </div>
  );
}

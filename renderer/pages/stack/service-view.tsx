import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link, useParams } from 'wouter';
import type { Service } from '#contract';
import { useStack, useStackCalls } from '../../api/use-stack.ts';
import { useBeginTask } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { type ServiceTab, servicePath, serviceTabs } from '../../service-path.ts';
import classes from './service-view.module.css';
import { ConfigTab } from './tabs/config-tab.tsx';
import { LimitsTab } from './tabs/limits-tab.tsx';
import { LogsTab } from './tabs/logs-tab.tsx';
import { StatsTab } from './tabs/stats-tab.tsx';
import { WhyTab } from './tabs/why-tab.tsx';

const views: Record<ServiceTab, (props: { name: string }) => React.ReactNode> = {
  why: WhyTab,
  logs: LogsTab,
  stats: StatsTab,
  limits: LimitsTab,
  config: ConfigTab,
};

/** One service: why it is as it is, its log, what it uses, its limits, its configuration. */
export default function ServiceView() {
  const t = useTranslations('stack');
  const { name: given = '', tab: wanted } = useParams<{ name: string; tab?: string }>();
  const name = decodeURIComponent(given);
  const tab = serviceTabs.find((each) => each === wanted) ?? 'why';
  const { data: stack, error, refetch } = useStack();
  const service = stack?.services.find((each) => each.name === name);
  const View = views[tab];
  return (
    <div className={classes.page}>
      <p className={classes.crumb}>
        <Link href="/stack">{t('title')}</Link> / {name}
      </p>
      {error === null ? null : <ErrorBox error={error} title={t('readFailed')} onRetry={() => void refetch()} />}
      {stack !== undefined && service === undefined ? <p>{t('noService', { name })}</p> : null}
      {service === undefined ? null : (
        <>
          <Head service={service} isEngineUp={stack?.engine.state === 'ok'} />
          <nav className={classes.tabs} aria-label={t('about', { name })}>
            {serviceTabs.map((each) => (
              <Link key={each} href={servicePath(name, each)} className={classes.tab} aria-current={each === tab ? 'page' : undefined}>
                {t(`tabs.${each}`)}
              </Link>
            ))}
          </nav>
          <View name={name} />
        </>
      )}
    </div>
  );
}

function Head({ service, isEngineUp }: { service: Service; isEngineUp: boolean }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const change = useBeginTask();
  const calls = useStackCalls();
  const { name, state, phase, reason, since } = service;
  const runs = service.container !== null && state !== 'stopped';
  return (
    <>
      <PageHead
        title={name}
        facts={
          <>
            <StateMark state={state} word={t(`phases.${phase}`)} /> {state === 'ok' ? '' : `${reason} · `}
            {t('since')} <TimeAgo at={since} />
          </>
        }
      >
        <CopyTextButton text={runs ? commands.restartService(name) : commands.startService(name)} label={general('copyCommand')} />
        {runs ? (
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              disabled={!isEngineUp || change.isPending}
              onClick={() => change.mutate(() => calls.restart(name))}
            >
              {t('restart')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} />}
              disabled={!isEngineUp || change.isPending}
              onClick={() => change.mutate(() => calls.stop(name))}
            >
              {t('stop')}
            </Button>
          </>
        ) : (
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            disabled={!isEngineUp || change.isPending}
            onClick={() => change.mutate(() => calls.start(name))}
          >
            {t('startShort')}
          </Button>
        )}
      </PageHead>
      {change.error === null ? null : <ErrorBox error={change.error} title={t('changeFailed', { name })} />}
    </>
  );
}

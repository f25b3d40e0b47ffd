import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconPlugConnected, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ErrorCode, Stack } from '#contract';
import { useStack } from '../../api/use-stack.ts';
import { commands } from '../../commands.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import page from '../../components/page.module.css';
import { PageHead } from '../../components/page-head.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { toError } from '../../components/to-error.ts';
import type { ChangeSelection } from './change-selection.ts';
import { EngineNote } from './engine-note.tsx';
import { groupServices } from './group-services.ts';
import { ServiceGroup } from './service-group.tsx';
import classes from './stack-page.module.css';
import { StartDialog } from './start-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';

/** All services by profile: state, reason, ports, what they use, and what can be done. */
export function Services() {
  const t = useTranslations('stack');
  const { data: stack, error, refetch } = useStack();
  const [change, setChange] = useState<ChangeSelection>();
  const isEngineUp = stack?.engine.state === 'ok';
  const isNothingWanted = stack?.services.every(({ desired, container }) => desired === 'stopped' && container === null) ?? false;
  const start = () => setChange({ verb: 'start', profiles: [], services: [] });
  return (
    <div className={page.page}>
      <PageHead title={t('title')} facts={stack === undefined ? null : <Facts stack={stack} />}>
        <Button variant="default" component={Link} href="/stack/ports" leftSection={<IconPlugConnected size={16} />}>
          {t('ports')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          disabled={!isEngineUp || isNothingWanted}
          onClick={() => setChange({ verb: 'stop', profiles: [], services: [] })}
        >
          {t('stopAll')}
        </Button>
        <Button leftSection={<IconPlayerPlay size={16} />} disabled={!isEngineUp} onClick={start}>
          {t('start')}
        </Button>
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('readFailed')} onRetry={() => void refetch()} />}
      {stack === undefined ? null : (
        <>
          <EngineNote engine={stack.engine} />
          {stack.problem === null ? null : (
            <ErrorBox error={toError({ ...stack.problem, code: stack.problem.code as ErrorCode })} title={t('fileProblem')} />
          )}
          {isEngineUp && isNothingWanted ? (
            <EmptyState
              icon={<IconStack2 size={40} stroke={1.2} />}
              sentence={t('empty')}
              action={<Button onClick={start}>{t('start')}</Button>}
              command={commands.up({})}
            />
          ) : null}
          {groupServices(stack).map((group) => (
            <ServiceGroup key={group.name} group={group} engine={stack.engine} onChange={setChange} />
          ))}
          {stack.gateway.url === null ? null : <p className={classes.quiet}>{t('gateway', { url: stack.gateway.url })}</p>}
        </>
      )}
      {change?.verb === 'start' ? <StartDialog selection={change} onClose={() => setChange(undefined)} /> : null}
      {change?.verb === 'stop' && stack !== undefined ? (
        <StopDialog selection={change} stack={stack} onClose={() => setChange(undefined)} />
      ) : null}
    </div>
  );
}

function Facts({ stack }: { stack: Stack }) {
  return (
    <>
      {stack.engine.state === 'ok' ? (
        <>
          <StateMark state={stack.state} isWordHidden /> {stack.summary} ·{' '}
        </>
      ) : null}
      {stack.project}
      {stack.engine.state === 'ok' ? ` · ${stack.engine.kind === 'podman' ? 'Podman' : 'Docker'} ${stack.engine.version ?? ''}` : ''}
    </>
  );
}

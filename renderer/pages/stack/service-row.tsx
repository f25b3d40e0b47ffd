import { ActionIcon, Anchor } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { EngineInfo, Service } from '#contract';
import { useStackCalls } from '../../api/use-stack.ts';
import { useBeginTask } from '../../api/use-tasks.ts';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import { servicePath } from '../../service-path.ts';
import type { ChangeSelection } from './change-selection.ts';
import classes from './stack-page.module.css';

interface ServiceRowProps {
  service: Service;
  engine: EngineInfo;
  onChange: (change: ChangeSelection) => void;
}

/** One service in a line: what it is, how it is, why, where it is reached, what it uses. */
export function ServiceRow({ service, engine, onChange }: ServiceRowProps) {
  const isEngineUp = engine.state === 'ok';
  const t = useTranslations('stack');
  const { name, state, phase, reason, fix, ports, outdated } = service;
  const change = useBeginTask();
  const calls = useStackCalls();
  const isWell = state === 'ok' || state === 'stopped';
  const runs = service.container !== null && state !== 'stopped';
  const isBusy = change.isPending || phase === 'stopping' || phase === 'creating' || phase === 'pulling';
  return (
    <li className={classes.row} data-state={state}>
      <Link className={classes.name} href={servicePath(name)} title={name}>
        {name}
      </Link>
      <StateMark state={state} word={t(`phases.${phase}`)} />
      <span className={classes.reason}>
        {/* What holds for all is said once, above. */}
        {isWell || reason === engine.reason ? null : reason}
        {!isWell && fix !== undefined ? <span className={classes.quiet}> {fix}</span> : null}
        {!isWell && isEngineUp ? (
          <span className={classes.links}>
            <Anchor component={Link} href={servicePath(name)}>
              {t('why')}
            </Anchor>
            <Anchor component={Link} href={servicePath(name, 'logs')}>
              {t('logs')}
            </Anchor>
          </span>
        ) : null}
      </span>
      <span className={classes.ports}>
        {ports.map((port) =>
          port.url?.startsWith('http') && state === 'ok' ? (
            <Anchor key={port.container_port} href={port.url} target="_blank" rel="noreferrer">
              {port.host_port}
            </Anchor>
          ) : (
            <span key={port.container_port}>{port.host_port}</span>
          ),
        )}
      </span>
      <Usage service={service} />
      <span className={classes.actions}>
        {runs ? (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!isEngineUp || isBusy}
              aria-label={t('restartNamed', { name })}
              title={t('restartNamed', { name })}
              onClick={() => change.mutate(() => calls.restart(name))}
            >
              <IconRefresh size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!isEngineUp || isBusy}
              aria-label={t('stopNamed', { name })}
              title={t('stopNamed', { name })}
              onClick={() => onChange({ verb: 'stop', profiles: [], services: [name] })}
            >
              <IconPlayerStop size={16} />
            </ActionIcon>
          </>
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={!isEngineUp || isBusy}
            aria-label={t('startNamed', { name })}
            title={t('startNamed', { name })}
            onClick={() => onChange({ verb: 'start', profiles: [], services: [name] })}
          >
            <IconPlayerPlay size={16} />
          </ActionIcon>
        )}
      </span>
      {outdated === null ? null : <span className={classes.outdated}>{t('outdated', { reason: outdated })}</span>}
      {change.error === null ? null : <ErrorBox error={change.error} title={t('changeFailed', { name })} />}
    </li>
  );
}

/** CPU and memory against the limit; a service that runs and was not measured says so. */
function Usage({ service: { usage, limits, container, state } }: { service: Service }) {
  const t = useTranslations('stack');
  const formats = useFormats();
  if (usage === null) {
    const isSilent = container !== null && state === 'ok';
    return (
      <>
        <span className={classes.figure}>{isSilent ? t('noSample') : ''}</span>
        <span className={classes.figure} />
      </>
    );
  }
  const { cpu_cores: cores, memory_bytes: memory } = usage;
  return (
    <>
      <span className={classes.figure} title={t('cpuTitle')}>
        {cores === null ? '' : t('cores', { cores: formats.decimal(Math.round(cores * 1000) / 1000) })}
      </span>
      <span className={classes.figure} title={t('memoryTitle')}>
        {memory === null ? '' : `${formats.bytes(memory)}${limits.memory_bytes === null ? '' : ` / ${formats.bytes(limits.memory_bytes)}`}`}
      </span>
    </>
  );
}

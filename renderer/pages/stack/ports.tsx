import { Button, Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Output, State } from '#contract';
import { usePorts, useRemapPort } from '../../api/use-stack.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import page from '../../components/page.module.css';
import { PageHead } from '../../components/page-head.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { servicePath } from '../../service-path.ts';
import dialog from './dialog.module.css';
import classes from './ports.module.css';

type Port = Output<'stack.ports'>['ports'][number];
const marks: Record<Port['state'], State> = { free: 'stopped', ours: 'ok', taken: 'down', unknown: 'unknown' };

/** Every port of the stack on this computer, who holds it, and another where it is taken. */
export default function Ports() {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const { data, error, refetch, isFetching } = usePorts();
  const [remapping, setRemapping] = useState<Port>();
  const ports = [...(data?.ports ?? [])].sort(
    (one, other) => Number(other.state === 'taken') - Number(one.state === 'taken') || one.host_port - other.host_port,
  );
  const taken = ports.filter(({ state }) => state === 'taken').length;
  return (
    <div className={page.page}>
      <p className={classes.crumb}>
        <Link href="/stack">{t('title')}</Link> / {t('ports')}
      </p>
      <PageHead title={t('ports')} facts={data === undefined ? null : t('portFacts', { count: ports.length, taken })}>
        <Button variant="default" component={Link} href="/stack/host-limits">
          {t('hostLimits')}
        </Button>
        <CopyTextButton text={commands.ports()} label={general('copyCommand')} />
        <Button variant="default" disabled={isFetching} onClick={() => void refetch()}>
          {t('lookAgain')}
        </Button>
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('portsFailed')} onRetry={() => void refetch()} />}
      {data !== undefined && ports.length === 0 ? (
        <EmptyState icon={<IconPlugConnected size={40} stroke={1.2} />} sentence={t('noPorts')} command={commands.ports()} />
      ) : null}
      {ports.length === 0 ? null : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('address')}</th>
              <th scope="col">{t('service')}</th>
              <th scope="col">{t('state')}</th>
              <th scope="col">{t('heldBy')}</th>
              <th scope="col">
                <VisuallyHidden component="span">{t('remap')}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {ports.map((port) => (
              <tr key={`${port.service} ${port.container_port} ${port.protocol}`} data-state={port.state}>
                <td className={classes.mono}>
                  {port.host_address}:{port.host_port}
                  {port.protocol === 'udp' ? '/udp' : ''}
                </td>
                <td>
                  <Link href={servicePath(port.service)}>{port.service}</Link>:{port.container_port}
                </td>
                <td>
                  <StateMark state={marks[port.state]} word={t(`portStates.${port.state}`)} />
                </td>
                <td className={classes.holder}>
                  {port.holder?.detail ?? ''}
                  {port.proposed_port === null ? '' : ` · ${t('isFree', { port: port.proposed_port })}`}
                </td>
                <td>
                  {port.variable === null ? (
                    <span className={classes.quiet}>{t('noVariable')}</span>
                  ) : (
                    <Button
                      variant={port.state === 'taken' ? 'filled' : 'default'}
                      size="compact-sm"
                      onClick={() => setRemapping(port)}
                      aria-label={t('remapNamed', { port: port.host_port })}
                    >
                      {t('remap')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {remapping === undefined ? null : <RemapDialog port={remapping} onClose={() => setRemapping(undefined)} />}
    </div>
  );
}

function RemapDialog({ port, onClose }: { port: Port; onClose: () => void }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const [typed, setTyped] = useState(port.proposed_port === null ? '' : String(port.proposed_port));
  const remap = useRemapPort();
  const to = typed.trim() === '' ? undefined : Number(typed);
  const isWrong = to !== undefined && !(Number.isInteger(to) && to >= 1 && to <= 65_535);
  const begin = () =>
    remap.mutate(
      { service: port.service, container_port: port.container_port, ...(to === undefined ? {} : { host_port: to }) },
      { onSuccess: onClose },
    );
  const others = port.dependents.length === 0 ? '' : ` ${t('alsoChanged', { names: port.dependents.join(', ') })}`;
  return (
    <Modal opened onClose={onClose} title={t('remapNamed', { port: port.host_port })} closeButtonProps={{ 'aria-label': general('close') }}>
      <div className={dialog.body}>
        <p>
          {t('remapHow', { service: port.service, variable: port.variable ?? '' })}
          {others}
        </p>
        <TextInput
          data-autofocus
          inputMode="numeric"
          label={t('newPort')}
          description={t('newPortHint')}
          value={typed}
          error={isWrong ? t('wrongPort') : undefined}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        {remap.error === null ? null : <ErrorBox error={remap.error} title={t('remapFailed')} />}
        <DialogFoot
          command={commands.remapPort({ service: port.service, containerPort: port.container_port, to: isWrong ? undefined : to })}
        >
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button disabled={isWrong || remap.isPending} onClick={begin}>
            {t('remap')}
          </Button>
        </DialogFoot>
      </div>
    </Modal>
  );
}

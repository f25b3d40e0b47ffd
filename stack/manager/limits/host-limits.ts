import { join } from 'node:path';
import type { Output } from '#contract';
import type { ComposeService } from '../compose-file/index.ts';
import { describeBytes } from '../describe-bytes.ts';
import { type HostFacts, type HostPlace, hostPlace } from './host-place.ts';
import { type HostSize, hostSize } from './host-size.ts';

export type HostLimits = Output<'stack.host-limits'>;

/** Name the text is saved under, where the commands look for it. */
export const hostLimitsFile = 'gantry-host-limits.conf';
const dropIn = '50-gantry.conf';

/** Text that bounds all containers of the engine together, where to put it and how; nothing of it is done here. */
export function hostLimits(facts: HostFacts, services: readonly Pick<ComposeService, 'limits'>[]): HostLimits {
  const place = hostPlace(facts);
  const machineBytes = facts.engine.memory_bytes;
  if ('reason' in place) return unsupported(place.reason);
  if (machineBytes === null) return unsupported('The engine does not say how much memory there is.');
  const size = hostSize(services, machineBytes);
  const path = pathOf(place, facts.configFolder);
  return {
    is_supported: true,
    reason: `${place.because} ${describeSize(size, { services: services.length, machineBytes })}`,
    unit: place.slice,
    path,
    text: textOf(size, { services: services.length, machineBytes }),
    ...commandsOf(place, { path, kind: facts.engine.kind }),
  };
}

function unsupported(reason: string): HostLimits {
  return { is_supported: false, reason, unit: null, path: null, text: null, apply: [], check: [], take_back: [] };
}

function pathOf({ slice, isUser }: HostPlace, configFolder: string): string {
  return join(isUser ? join(configFolder, 'systemd', 'user') : '/etc/systemd/system', `${slice}.d`, dropIn);
}

interface Known {
  readonly services: number;
  readonly machineBytes: number;
}

function describeSize({ limitBytes, reservedBytes, maxBytes }: HostSize, { services, machineBytes }: Known): string {
  const limits =
    limitBytes === undefined
      ? `Not all ${services} services of the file have a memory limit`
      : `The limits of all ${services} services of the file add up to ${describeBytes(limitBytes)}`;
  return `${limits}, this computer has ${describeBytes(machineBytes)}, and ${describeBytes(reservedBytes)} of it are kept for you and the system: ${describeBytes(maxBytes)} for all containers of this engine, those of other projects too.`;
}

function textOf(size: HostSize, known: Known): string {
  const { highBytes, maxBytes, swapMaxBytes, tasksMax } = size;
  return [
    '# Bounds all containers of the engine together, so that the computer stays usable whatever they do. Made by Gantry.',
    `# ${describeSize(size, known)}`,
    '[Slice]',
    '# From here on they are slowed down and give memory back.',
    `MemoryHigh=${inMebibytes(highBytes)}`,
    '# At this point one of them is ended. systemd.resource-control(5): the last line of defence above MemoryHigh.',
    `MemoryMax=${inMebibytes(maxBytes)}`,
    ...(swapMaxBytes === undefined
      ? ['# No MemorySwapMax: a service of the file may swap without end.']
      : [`MemorySwapMax=${swapMaxBytes === 0 ? '0' : inMebibytes(swapMaxBytes)}`]),
    ...(tasksMax === undefined ? ['# No TasksMax: a service of the file has no limit of processes.'] : [`TasksMax=${tasksMax}`]),
    '',
  ].join('\n');
}

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024))}M`;
}

function commandsOf(
  { slice, isUser, needsParent }: HostPlace,
  { path, kind }: { path: string; kind: HostFacts['engine']['kind'] },
): Pick<HostLimits, 'apply' | 'check' | 'take_back'> {
  const sudo = isUser ? '' : 'sudo ';
  const systemctl = `${isUser ? '' : 'sudo '}systemctl${isUser ? ' --user' : ''}`;
  const show = `systemctl${isUser ? ' --user' : ''} show ${slice} -p MemoryHigh -p MemoryMax -p MemorySwapMax -p TasksMax`;
  const restart = needsParent ? [`${systemctl} restart ${kind ?? 'docker'}`, 'npm run gantry -- up --recreate'] : [];
  const line = `"cgroup-parent": "${slice}"`;
  return {
    apply: [
      `${sudo}install -D -m 644 ${hostLimitsFile} ${path}`,
      `${systemctl} daemon-reload`,
      ...(needsParent ? [`sudoedit /etc/docker/daemon.json   # add the line ${line}`, ...restart] : []),
    ],
    check: [show, `systemd-cgls ${isUser ? '--user-unit' : '--unit'} ${slice}`],
    take_back: [
      `${sudo}rm ${path}`,
      ...(needsParent ? [`sudoedit /etc/docker/daemon.json   # remove the line ${line}`] : []),
      `${systemctl} daemon-reload`,
      ...restart,
    ],
  };
}

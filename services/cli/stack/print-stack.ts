import type { EngineInfo, Service, ServicePort, Stack } from '#contract';
import { hint, withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatMemory } from '../quantities.ts';
import { paint, paintState } from '../style.ts';

/** The stack in words: the engine, a table of the services that run or should, and what to do about those not well. */
export function printStack(io: Io, stack: Stack): void {
  printLine(
    io,
    `${paintState(io.stdout, stack.state)}  Stack ${printable(stack.project)}: ${printable(withLocalHints(io, stack.summary))}`,
  );
  printLine(io, paint(io.stdout, 'dim', `Engine: ${printable(describeEngine(stack.engine))}`));
  if (stack.engine.state !== 'ok' && stack.engine.fix !== undefined)
    printLine(io, `  Fix:  ${printable(withLocalHints(io, stack.engine.fix))}`);
  if (stack.problem !== null) {
    printLine(io, paint(io.stdout, 'red', `The compose files cannot be used: ${printable(stack.problem.message)}`));
    if (stack.problem.fix !== undefined) printLine(io, `  Fix:  ${printable(withLocalHints(io, stack.problem.fix))}`);
  }
  const shown = stack.services.filter(isShown);
  const others = stack.services.filter((service) => !isShown(service));
  if (shown.length > 0) printServices(io, shown);
  if (others.length > 0) printLine(io, paint(io.stdout, 'dim', `Not started: ${others.map(({ name }) => name).join(', ')}`));
  for (const service of shown) printTrouble(io, service);
  if (stack.task !== null) printLine(io, `It is being changed: ${hint(io, `tasks show --follow ${stack.task}`)}`);
}

/** Whether the status has a word to say about the stack: without services and mistakes nobody asked for it. */
export function hasStack({ services, problem }: Stack): boolean {
  return problem !== null || services.length > 0;
}

/** Whether every service that should run is well. A stack of which nothing should run is well. */
export function isStackWell({ services }: Stack): boolean {
  return services.every(({ desired, state }) => desired === 'stopped' || state === 'ok');
}

function isShown({ desired, container }: Service): boolean {
  return desired === 'running' || container !== null;
}

function describeEngine({ state, kind, version, api_version: api, rootless, socket, reason }: EngineInfo): string {
  if (state !== 'ok') return reason;
  const name = kind === 'podman' ? 'Podman' : 'Docker';
  const details = [api === null ? [] : `API ${api}`, rootless === true ? 'rootless' : []].flat();
  return `${name} ${version ?? ''}${details.length === 0 ? '' : ` (${details.join(', ')})`}${socket === null ? '' : ` at ${socket}`}`;
}

function printServices(io: Io, services: readonly Service[]): void {
  printTable<Service>(io, {
    columns: [
      { title: 'State', value: ({ state }) => state, style: (cell, { state }) => paintState(io.stdout, state, cell) },
      { title: 'Service', value: ({ name }) => name, canShrink: true },
      { title: 'Phase', value: ({ phase }) => phase },
      { title: 'Reason', value: ({ phase, reason }) => (reason === phase ? '' : withLocalHints(io, reason)), canShrink: true },
      { title: 'Ports', value: ({ ports }) => describePorts(ports), canShrink: true },
      { title: 'CPU', value: ({ usage }) => describeCpu(usage?.cpu_cores), align: 'right' },
      { title: 'Memory', value: ({ usage }) => (usage?.memory_bytes == null ? '' : formatMemory(usage.memory_bytes)), align: 'right' },
    ],
    rows: services,
  });
}

/** Ports of this computer; the address only where it is not this computer alone. */
export function describePorts(ports: readonly ServicePort[]): string {
  return ports
    .map(({ host_address: address, host_port: port, protocol }) => {
      const at = /^(127\.|::1$|localhost$)/.test(address) ? '' : `${address}:`;
      return `${at}${port}${protocol === 'udp' ? '/udp' : ''}`;
    })
    .join(' ');
}

/** Share of one core: `12%`; above one core more than 100%. Nothing where it was not measured. */
export function describeCpu(cores: number | null | undefined): string {
  return cores == null ? '' : `${Math.round(cores * 100)}%`;
}

function printTrouble(io: Io, { name, desired, state, reason, fix, root, outdated }: Service): void {
  if (outdated !== null) printLine(io, printable(`${name} is not what the file says now: ${outdated}`));
  if (desired === 'stopped' || state === 'ok' || state === 'stopped') return;
  printLine(io);
  printLine(io, printable(`${name}: ${withLocalHints(io, reason)}`));
  if (root !== null && root !== name) printLine(io, `  Root:  ${printable(root)}`);
  if (fix !== undefined) printLine(io, `  Fix:   ${printable(withLocalHints(io, fix))}`);
  printLine(io, `  Why:   ${hint(io, `why ${root ?? name}`)}`);
}

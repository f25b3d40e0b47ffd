import type { Command } from 'commander';
import type { Client } from '#client';
import { GantryError, type Output } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { watchChange } from '../stack/watch-change.ts';
import { paint } from '../style.ts';

interface Options extends CommonOptions {
  remap?: string;
  to?: number;
  yes?: boolean;
  wait: boolean;
}

type Port = Output<'stack.ports'>['ports'][number];

/** `gantry ports`: every port of the stack and who holds it; or another port for a service. */
export function createPortsCommand(io: Io): Command {
  return createCommand(io, 'ports', 'Say of every port of the stack who holds it; --remap gives a service another one')
    .option('--remap <service:port>', 'the service and its port inside the container')
    .option('--to <port>', 'the port of this computer it gets; default: a free one nearby', wholeNumber(1, 65_535))
    .option('--no-wait', 'with --remap: return at once')
    .option('--yes', 'do not ask')
    .action(async ({ remap, json = false, ...options }: Options) => {
      if (remap === undefined && options.to !== undefined)
        throw new GantryError('invalid_value', { message: 'to needs --remap.', field: 'to' });
      const target = remap === undefined ? undefined : readTarget(remap);
      const { client } = await connect(io);
      if (target !== undefined) return remapPort(io, { client, target, json, ...options });
      const found = await client.call('stack.ports', {});
      if (json) return printJson(io, found);
      if (found.ports.length === 0) return printLine(io, 'The stack publishes no ports.');
      printPorts(io, found.ports);
    });
}

interface Target {
  service: string;
  containerPort: number;
}

function readTarget(text: string): Target {
  const match = /^(.+):(\d{1,5})(?:\/(?:tcp|udp))?$/.exec(text);
  const containerPort = Number(match?.[2]);
  if (match === null || containerPort < 1 || containerPort > 65_535)
    throw new GantryError('invalid_value', { message: 'remap must be a service and its container port, as in web:80.', field: 'remap' });
  return { service: match[1] ?? '', containerPort };
}

interface RemapOptions extends Omit<Options, 'remap'> {
  client: Client;
  target: Target;
  json: boolean;
}

async function remapPort(io: Io, { client, target, to, yes = false, wait, json }: RemapOptions): Promise<void> {
  const { ports } = await client.call('stack.ports', {});
  const port = ports.find(({ service, container_port: inside }) => service === target.service && inside === target.containerPort);
  if (port !== undefined && !json) {
    const also = port.dependents.filter((name) => name !== target.service);
    const next = to ?? port.proposed_port;
    io.stderr.write(
      printable(
        `${target.service}: ${port.host_port} → ${next ?? 'a free port'}${also.length === 0 ? '' : `; also changes ${also.join(', ')}`}`,
      ),
    );
    io.stderr.write('\n');
  }
  await confirm(io, { question: 'Those that run are made anew. Go on?', yes, isDestructive: false, refused: 'Nothing was changed.' });
  const done = await client.call('stack.remap-port', {
    service: target.service,
    container_port: target.containerPort,
    ...(to === undefined ? {} : { host_port: to }),
  });
  if (!json) printLine(io, `${target.service} gets port ${done.to} instead of ${done.from} (${done.variable} was written down).`);
  if (done.task === null) {
    if (json) printJson(io, done);
    return;
  }
  await watchChange(io, { client, task: done.task, names: done.restarts, json, wait });
}

function printPorts(io: Io, ports: readonly Port[]): void {
  printTable<Port>(io, {
    columns: [
      { title: 'State', value: ({ state }) => state, style: (cell, { state }) => paint(io.stdout, formatOf(state), cell) },
      { title: 'Port', value: (port) => addressOf(port) },
      { title: 'Service', value: ({ service }) => service, canShrink: true },
      { title: 'Inside', value: (port) => insideOf(port) },
      { title: 'Held by', value: ({ holder }) => holder?.detail ?? '', canShrink: true },
    ],
    rows: ports,
  });
  for (const port of ports) {
    if (port.state !== 'taken') continue;
    printLine(io);
    printLine(io, printable(`${port.service}: port ${port.host_port} is held by ${port.holder?.detail ?? 'something else'}`));
    const fix = hint(
      io,
      `ports --remap ${port.service}:${port.container_port}${port.proposed_port === null ? '' : ` --to ${port.proposed_port}`}`,
    );
    printLine(io, port.variable === null ? '  Fix:  Stop what holds it.' : `  Fix:  Stop it, or take another port: ${fix}`);
  }
}

function formatOf(state: Port['state']): 'green' | 'red' | 'dim' {
  if (state === 'taken') return 'red';
  return state === 'ours' ? 'green' : 'dim';
}

function addressOf({ host_address: address, host_port: port, protocol }: Port): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}${protocol === 'udp' ? '/udp' : ''}`;
}

function insideOf({ container_port: port, protocol }: Port): string {
  return protocol === 'udp' ? `${port}/udp` : String(port);
}

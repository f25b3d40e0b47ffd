import { createServer } from 'node:net';
import { findPortHolder } from '#platform/ports';
import type { Compose, ComposeService, PublishedPort } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';

/** Who has a port of this computer. */
export interface PortHolder {
  readonly kind: 'process' | 'container' | 'service' | 'gantry';
  readonly name: string;
  readonly pid: number | null;
  /** For people: `process 12 (nginx -g …)`, `the container web-1 of the project shop`. */
  readonly detail: string;
}

export interface PortState {
  readonly service: ComposeService;
  readonly port: PublishedPort;
  readonly state: 'free' | 'ours' | 'taken' | 'unknown';
  readonly holder: PortHolder | null;
  /** A port that is free now, where this one is taken. */
  readonly proposedPort: number | null;
}

export interface TakenPort {
  readonly service: string;
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly holder: string;
  readonly proposedPort: number | null;
}

export interface StackPortsOptions {
  readonly engine: Pick<Engine, 'portHolders' | 'info'>;
  container(service: string): ContainerInfo | undefined;
  apiPort(): number;
}

type EngineHolder = Awaited<ReturnType<Engine['portHolders']>>[number];

/** How far above a taken port a free one is looked for. */
const mostTries = 200;
const firstOpenPort = 1024;

/** Every published port of the stack: free, ours, or whose. */
export function createStackPorts({ engine, container, apiPort }: StackPortsOptions) {
  async function look(compose: Compose, services: readonly ComposeService[]): Promise<PortState[]> {
    const holders = engine.info().state === 'ok' ? await engine.portHolders().catch(() => []) : [];
    const ports = services.flatMap((service) => service.ports.filter(({ hostPort }) => hostPort !== 0).map((port) => ({ service, port })));
    return Promise.all(ports.map(async ({ service, port }) => describe({ compose, service, port, holders })));
  }

  async function describe({
    compose,
    service,
    port,
    holders,
  }: {
    compose: Compose;
    service: ComposeService;
    port: PublishedPort;
    holders: readonly EngineHolder[];
  }): Promise<PortState> {
    const own = container(service.name);
    const isOurs =
      own?.status === 'running' && own.ports.some((each) => each.hostPort === port.hostPort && each.containerPort === port.containerPort);
    if (isOurs) return { service, port, state: 'ours', holder: null, proposedPort: null };
    const held = holders.find(
      (each) => each.hostPort === port.hostPort && each.protocol === port.protocol && overlap(each.hostAddress, port.hostAddress),
    );
    if (held === undefined && (port.protocol === 'udp' || (await canBind(port.hostAddress, port.hostPort))))
      return { service, port, state: 'free', holder: null, proposedPort: null };
    const holder = held === undefined ? await findHolder(port.hostPort) : describeContainer(compose, held);
    return { service, port, state: 'taken', holder, proposedPort: await proposePort(compose, port) };
  }

  async function findHolder(port: number): Promise<PortHolder> {
    if (port === apiPort()) return { kind: 'gantry', name: 'Gantry', pid: process.pid, detail: 'Gantry’s own local API' };
    const found = await findPortHolder(port);
    if (found === undefined) return { kind: 'process', name: 'unknown', pid: null, detail: 'a process this user may not see' };
    const name = found.command.split(/[\s/]+/).find((word) => word !== '') ?? found.command;
    return { kind: 'process', name, pid: found.pid, detail: `process ${found.pid} (${found.command})` };
  }

  return {
    /** State of every port of these services. */
    look,
    /** Those that are taken, and by whom. */
    async taken(compose: Compose, services: readonly ComposeService[]): Promise<TakenPort[]> {
      const states = await look(compose, services);
      return states.flatMap(({ service, port, state, holder, proposedPort }) =>
        state !== 'taken' || holder === null
          ? []
          : [
              {
                service: service.name,
                hostAddress: port.hostAddress,
                hostPort: port.hostPort,
                containerPort: port.containerPort,
                holder: holder.detail,
                proposedPort,
              },
            ],
      );
    },
    propose: proposePort,
  };
}

export type StackPorts = ReturnType<typeof createStackPorts>;

function describeContainer(compose: Compose, held: EngineHolder): PortHolder {
  if (held.project === compose.project && held.service !== undefined)
    return { kind: 'service', name: held.service, pid: null, detail: `the service ${held.service} of this stack` };
  const of = held.project === undefined ? '' : ` of the project ${held.project}`;
  return { kind: 'container', name: held.name, pid: null, detail: `the container ${held.name}${of}` };
}

/** The next port above the present one that can be bound and that no other service of the file publishes; null where none is near. */
export async function proposePort(
  compose: Compose,
  { hostAddress, hostPort }: Pick<PublishedPort, 'hostAddress' | 'hostPort'>,
): Promise<number | null> {
  const named = new Set(Object.values(compose.services).flatMap(({ ports }) => ports.map((port) => port.hostPort)));
  const first = Math.max(hostPort + 1, firstOpenPort);
  for (let port = first; port < first + mostTries && port <= 65_535; port += 1) {
    if (!named.has(port) && (await canBind(hostAddress, port))) return port;
  }
  return null;
}

/** Whether a program could listen there now. Somebody on all addresses counts against one of them too. */
export function canBind(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address === '' ? '0.0.0.0' : address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

const allAddresses: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function overlap(one: string, other: string): boolean {
  return one === other || allAddresses.has(one) || allAddresses.has(other);
}

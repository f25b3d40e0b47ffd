import { basename } from 'node:path';
import { findPortHolder } from '#platform/ports';
import type { Compose, ComposeService, PublishedPort } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { tryPort } from './try-port.ts';

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

/** How far from a taken port a free one is looked for. */
const mostTries = 200;
const firstOpenPort = 1024;

/** Every published port of the stack: free, ours, or whose. */
export function createStackPorts({ engine, container, apiPort }: StackPortsOptions) {
  async function look(compose: Compose, services: readonly ComposeService[]): Promise<PortState[]> {
    const holders = engine.info().state === 'ok' ? await engine.portHolders().catch(() => []) : [];
    const ports = services.flatMap((service) => service.ports.filter(({ hostPort }) => hostPort !== 0).map((port) => ({ service, port })));
    const states = await Promise.all(ports.map(async ({ service, port }) => describe({ compose, service, port, holders })));
    // One after another, so that no two are offered the same.
    const offered = new Set<number>();
    const offers: PortState[] = [];
    for (const state of states) {
      const proposedPort = state.state === 'taken' ? await proposePort(compose, state.port, offered) : null;
      if (proposedPort !== null) offered.add(proposedPort);
      offers.push({ ...state, proposedPort });
    }
    return offers;
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
    if (held !== undefined) return { service, port, state: 'taken', holder: describeContainer(compose, held), proposedPort: null };
    const tried = isElsewhere(engine.info().socket) ? 'unknown' : await tryPort(port);
    return { service, port, state: tried, holder: tried === 'taken' ? await findHolder(port) : null, proposedPort: null };
  }

  async function findHolder({ hostPort: port, protocol }: PublishedPort): Promise<PortHolder> {
    if (protocol === 'udp') return { kind: 'process', name: 'unknown', pid: null, detail: 'a process that uses it for UDP' };
    if (port === apiPort()) return { kind: 'gantry', name: 'Gantry', pid: process.pid, detail: 'Gantry’s own local API' };
    const found = await findPortHolder(port);
    if (found === undefined) return { kind: 'process', name: 'unknown', pid: null, detail: 'a process this user may not see' };
    const name = basename(found.command.split(/[\s:]+/)[0] ?? found.command);
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

/**
 * The nearest free port above the present one, else below it: not below 1024, really bindable, published by no service of the file
 * and not in `offered`. Null where there is none within 200.
 */
export async function proposePort(
  compose: Compose,
  { hostAddress, hostPort, protocol = 'tcp' }: Pick<PublishedPort, 'hostAddress' | 'hostPort'> & Partial<Pick<PublishedPort, 'protocol'>>,
  offered: ReadonlySet<number> = new Set(),
): Promise<number | null> {
  const named = new Set(Object.values(compose.services).flatMap(({ ports }) => ports.map((port) => port.hostPort)));
  const first = Math.max(hostPort + 1, firstOpenPort);
  const above = Array.from({ length: mostTries }, (_, i) => first + i).filter((port) => port <= 65_535);
  const below = Array.from({ length: mostTries }, (_, i) => hostPort - 1 - i).filter((port) => port >= firstOpenPort);
  for (const port of [...above, ...below]) {
    if (!named.has(port) && !offered.has(port) && (await tryPort({ hostAddress, hostPort: port, protocol })) === 'free') return port;
  }
  return null;
}

/** Whether nobody listens there, as far as this user can try: where it cannot be tried, nothing is held against the port. */
export async function canBind(address: string, port: number): Promise<boolean> {
  return (await tryPort({ hostAddress: address, hostPort: port })) !== 'taken';
}

/** Whether the engine is on another computer, whose ports cannot be tried from here. */
function isElsewhere(socket: string | null): boolean {
  const host = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(socket ?? '')?.[1];
  return host !== undefined && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host);
}

const allAddresses: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function overlap(one: string, other: string): boolean {
  return one === other || allAddresses.has(one) || allAddresses.has(other);
}

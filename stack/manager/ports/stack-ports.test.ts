import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Compose, parseCompose } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { canBind, createStackPorts, proposePort } from './stack-ports.ts';
import { tryPort } from './try-port.ts';

const close: (() => void)[] = [];
afterEach(() => {
  for (const end of close.splice(0)) end();
});

async function listen(host: string, port = 0): Promise<number> {
  const server: Server = createServer().listen(port, host);
  close.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ports nobody has at this moment, each another. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let i = 0; i < count; i += 1) ports.push(await listen('127.0.0.1'));
  for (const end of close.splice(close.length - count)) end();
  for (const hostPort of ports) await expect.poll(() => tryPort({ hostAddress: '127.0.0.1', hostPort })).toBe('free');
  return ports;
}

async function freePort(): Promise<number> {
  return (await freePorts(1))[0] ?? 0;
}

/** Services that each publish one port. */
function composeOf(ports: Readonly<Record<string, string>>): Compose {
  const services = Object.entries(ports).map(([name, port]) => `  ${name}:\n    image: x\n    ports: ["${port}"]`);
  return parseCompose({ files: [{ path: '/x/compose.yaml', text: `name: mine\nservices:\n${services.join('\n')}\n` }], variables: {} });
}

type Holder = Awaited<ReturnType<Engine['portHolders']>>[number];

async function look(
  compose: Compose,
  {
    holders = [],
    running = {},
    apiPort = 1,
    socket = 'unix:///x',
  }: { holders?: Holder[] | 'gone'; running?: Record<string, ContainerInfo>; apiPort?: number; socket?: string } = {},
) {
  const ports = createStackPorts({
    engine: {
      info: () => ({ state: 'ok', socket }) as ReturnType<Engine['info']>,
      portHolders: async () => {
        if (holders === 'gone') throw new Error('gone');
        return holders;
      },
    },
    container: (service) => running[service],
    apiPort: () => apiPort,
  });
  const services = Object.values(compose.services);
  return { states: await ports.look(compose, services), taken: await ports.taken(compose, services), ports };
}

describe('trying a port', () => {
  it('finds who listens on the address, and on all addresses', async () => {
    const one = await listen('127.0.0.1');
    const all = await listen('0.0.0.0');
    const both = await listen('::');
    expect(await Promise.all([one, all, both].map((hostPort) => tryPort({ hostAddress: '127.0.0.1', hostPort })))).toEqual([
      'taken',
      'taken',
      'taken',
    ]);
    expect(await tryPort({ hostAddress: '', hostPort: one })).toBe('taken');
    // Another address of the same computer is another place.
    expect(await tryPort({ hostAddress: '127.0.0.2', hostPort: one })).toBe('free');
    expect([await canBind('127.0.0.1', all), await canBind('127.0.0.1', await freePort())]).toEqual([false, true]);
  });

  it('leaves the port free behind it', async () => {
    const port = await freePort();
    for (let i = 0; i < 20; i += 1) expect(await tryPort({ hostAddress: '127.0.0.1', hostPort: port })).toBe('free');
    expect(await listen('127.0.0.1', port)).toBe(port);
  });

  it('tells UDP from TCP', async () => {
    const socket = createSocket('udp4').bind(0, '0.0.0.0');
    close.push(() => socket.close());
    await once(socket, 'listening');
    const { port: hostPort } = socket.address();
    expect(await tryPort({ hostAddress: '127.0.0.1', hostPort, protocol: 'udp' })).toBe('taken');
    expect(await tryPort({ hostAddress: '127.0.0.1', hostPort, protocol: 'tcp' })).toBe('free');
  });

  it('does not call taken what it cannot try', async () => {
    // TEST-NET-1 (RFC 5737) is no address of this computer.
    expect(await tryPort({ hostAddress: '192.0.2.1', hostPort: 5432 })).toBe('unknown');
    expect(await canBind('192.0.2.1', 5432)).toBe(true);
    const [state] = (await look(composeOf({ a: '192.0.2.1:5432:5432' }))).states;
    expect(state).toMatchObject({ state: 'unknown', holder: null, proposedPort: null });
  });
});

describe('ports of the stack', () => {
  it('names the process that has a port, and proposes one that is free', async () => {
    const child = spawn(process.execPath, [
      '-e',
      'require("net").createServer().listen(0,"0.0.0.0",function(){console.log(this.address().port)})',
    ]);
    close.push(() => child.kill());
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(String(output).trim());
    const { states, taken } = await look(composeOf({ a: `127.0.0.1:${port}:80` }));
    expect(states[0]).toMatchObject({ state: 'taken', holder: { kind: 'process', name: 'node', pid: child.pid } });
    const proposed = states[0]?.proposedPort ?? 0;
    expect(proposed).toBeGreaterThan(port);
    expect(await tryPort({ hostAddress: '127.0.0.1', hostPort: proposed })).toBe('free');
    expect(taken).toMatchObject([
      { service: 'a', hostPort: port, containerPort: 80, holder: expect.stringContaining(`process ${child.pid} (`) },
    ]);
  });

  it('knows its own, another service, another container and Gantry itself', async () => {
    const [own = 0, other = 0, foreign = 0, free = 0] = await freePorts(4);
    const api = await listen('127.0.0.1');
    const holder = (hostPort: number, more: Partial<Holder>): Holder => ({
      name: 'x-1',
      project: undefined,
      service: undefined,
      hostAddress: '0.0.0.0',
      hostPort,
      protocol: 'tcp',
      ...more,
    });
    const compose = composeOf({
      own: `127.0.0.1:${own}:80`,
      other: `127.0.0.1:${other}:80`,
      foreign: `127.0.0.1:${foreign}:80`,
      api: `127.0.0.1:${api}:80`,
      free: `127.0.0.1:${free}:80`,
    });
    const running = {
      status: 'running',
      ports: [{ hostAddress: '127.0.0.1', hostPort: own, containerPort: 80, protocol: 'tcp' }],
    } as unknown as ContainerInfo;
    const { states, taken } = await look(compose, {
      apiPort: api,
      running: { own: running },
      holders: [
        holder(own, { project: 'mine', service: 'own' }),
        holder(other, { project: 'mine', service: 'nginx' }),
        holder(foreign, { name: 'shop-web-1', project: 'shop', service: 'web' }),
        holder(free, { hostAddress: '192.0.2.7' }),
        holder(free, { protocol: 'udp' }),
      ],
    });
    expect(Object.fromEntries(states.map(({ service, state, holder: who }) => [service.name, [state, who?.kind, who?.name]]))).toEqual({
      own: ['ours', undefined, undefined],
      other: ['taken', 'service', 'nginx'],
      foreign: ['taken', 'container', 'shop-web-1'],
      api: ['taken', 'gantry', 'Gantry'],
      free: ['free', undefined, undefined],
    });
    expect(taken.map(({ service }) => service).toSorted()).toEqual(['api', 'foreign', 'other']);
  });

  it('does not try the ports of this computer for an engine on another', async () => {
    const port = await listen('0.0.0.0');
    const compose = composeOf({ a: `127.0.0.1:${port}:80` });
    const stateFor = async (socket: string) => (await look(compose, { socket })).states[0]?.state;
    expect(await stateFor('tcp://build.example:2376')).toBe('unknown');
    expect(await stateFor('ssh://me@build.example')).toBe('unknown');
    expect(await stateFor('tcp://127.0.0.1:2375')).toBe('taken');
  });

  it('sees what is taken also when the engine does not answer', async () => {
    const port = await listen('0.0.0.0');
    const { states } = await look(composeOf({ a: `127.0.0.1:${port}:80` }), { holders: 'gone' });
    expect(states[0]).toMatchObject({ state: 'taken', holder: { kind: 'process', pid: process.pid } });
  });

  it('proposes no port another service of the file has, none below 1024, and none that is taken', async () => {
    const base = await freePort();
    const compose = composeOf({ a: `127.0.0.1:${base}:80`, b: `127.0.0.1:${base + 1}:80` });
    expect(await proposePort(compose, { hostAddress: '127.0.0.1', hostPort: base })).toBeGreaterThan(base + 1);
    expect(await proposePort(compose, { hostAddress: '127.0.0.1', hostPort: 80 })).toBeGreaterThanOrEqual(1024);
    const busy = await listen('0.0.0.0');
    expect(await proposePort(compose, { hostAddress: '127.0.0.1', hostPort: busy - 1 })).toBeGreaterThan(busy);
    const high = await proposePort(compose, { hostAddress: '127.0.0.1', hostPort: 65_535 });
    expect(high).toBeLessThan(65_535);
    expect(high).toBeGreaterThan(60_000);
  });

  it('gives two services whose port is taken two different ones', async () => {
    const port = await listen('0.0.0.0');
    const compose = composeOf({ a: `127.0.0.1:${port}:80`, b: `127.0.0.2:${port}:80` });
    const proposed = (await look(compose)).states.map((state) => state.proposedPort);
    expect(new Set(proposed).size).toBe(2);
  });
});

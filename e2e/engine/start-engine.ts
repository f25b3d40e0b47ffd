// Container engines for the tests: the one that answers, or one of the tests' own where this user may start it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gantry-test-engine');
const usualSocket = '/var/run/docker.sock';

/** An engine that runs, or why there is none. */
export interface StartedEngine {
  readonly socket?: string;
  readonly reason?: string;
  stop(): Promise<void>;
}

export function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function answers(socketPath: string): Promise<boolean> {
  return new Docker({ socketPath })
    .ping()
    .then(() => true)
    .catch(() => false);
}

async function waitUntilUp(socketPath: string, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await answers(socketPath)) return true;
    if (child.exitCode !== null) return false;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

function run(program: string, args: string[], { folder, env = {} }: { folder: string; env?: Record<string, string> }): ChildProcess {
  const log = openSync(join(folder, `${program}.log`), 'a');
  return spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
}

function stopper(child: ChildProcess, after: () => void = () => undefined): () => Promise<void> {
  return async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20_000))]);
      child.kill('SIGKILL');
    }
    after();
  };
}

/** Docker of this computer, or a daemon of the tests' own. Gives `reason` instead of a socket where there is neither. */
export async function startDocker(): Promise<StartedEngine> {
  if (await answers(usualSocket)) return { socket: `unix://${usualSocket}`, stop: async () => {} };
  if (process.getuid?.() !== 0) return { stop: async () => {}, reason: 'no Docker engine answers, and only root may start one' };
  if (!isInstalled('dockerd')) return { stop: async () => {}, reason: 'no Docker engine answers, and dockerd is not installed' };
  // Its images stay for the next run.
  mkdirSync(cache, { recursive: true });
  return startDaemon({ dataRoot: join(cache, 'docker'), isApart: false });
}

/** A daemon of its own, to be stopped and started, also again at the same socket; apart from the networks of this computer. */
export async function startPrivateDocker(dataRoot: string, socket?: string): Promise<StartedEngine> {
  return startDaemon({
    dataRoot,
    ...(socket === undefined ? {} : { socket }),
    isApart: true,
  });
}

async function startDaemon({ dataRoot, socket, isApart }: { dataRoot: string; socket?: string; isApart: boolean }): Promise<StartedEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-dockerd-'));
  const socketPath = socket?.replace('unix://', '') ?? join(folder, 'docker.sock');
  const args = [
    '--host',
    `unix://${socketPath}`,
    '--data-root',
    dataRoot,
    '--exec-root',
    join(folder, 'exec'),
    '--pidfile',
    join(folder, 'pid'),
  ];
  // In namespaces of its own: beside another daemon it would take that one's bridge away, and its mounts end with it.
  const child = isApart ? run('unshare', ['--net', '--mount', 'dockerd', ...args], { folder }) : run('dockerd', args, { folder });
  if (await waitUntilUp(socketPath, child)) return { socket: `unix://${socketPath}`, stop: stopper(child) };
  await stopper(child)();
  return { stop: async () => {}, reason: `dockerd did not come up; its log is ${join(folder, 'dockerd.log')}` };
}

/** Podman's service, with what a machine without systemd needs. */
export async function startPodman(): Promise<StartedEngine> {
  if (process.getuid?.() !== 0) return { stop: async () => {}, reason: 'Podman is tested as root only' };
  for (const program of ['podman', 'runc', 'catatonit'])
    if (!isInstalled(program) && !existsSync(`/usr/libexec/podman/${program}`))
      return { stop: async () => {}, reason: `${program} is not installed` };
  const folder = mkdtempSync(join(tmpdir(), 'gantry-podman-'));
  mkdirSync(cache, { recursive: true });
  const config = join(folder, 'containers.conf');
  writeFileSync(config, '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n');
  const socketPath = join(folder, 'podman.sock');
  // Both stay: Podman's database remembers the one beside the other.
  const args = [
    '--root',
    join(cache, 'podman'),
    '--runroot',
    join(cache, 'podman-run'),
    'system',
    'service',
    '--time=0',
    `unix://${socketPath}`,
  ];
  const child = run('podman', args, { folder, env: { CONTAINERS_CONF: config } });
  if (await waitUntilUp(socketPath, child))
    return { socket: `unix://${socketPath}`, stop: stopper(child, () => rmSync(config, { force: true })) };
  await stopper(child)();
  return { stop: async () => {}, reason: `the service of Podman did not come up; its log is ${join(folder, 'podman.log')}` };
}

// Container engines for the tests: the one that answers, or one of the tests' own where this user may start it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gantry-test-engine');
const usualSocket = '/var/run/docker.sock';

export function isInstalled(program) {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function answers(socketPath) {
  return new Docker({ socketPath })
    .ping()
    .then(() => true)
    .catch(() => false);
}

async function waitUntilUp(socketPath, child) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await answers(socketPath)) return true;
    if (child.exitCode !== null) return false;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

function run(program, args, { folder, env = {} }) {
  const log = openSync(join(folder, `${program}.log`), 'a');
  return spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
}

function stopper(child, after = () => {}) {
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
export async function startDocker() {
  if (await answers(usualSocket)) return { socket: `unix://${usualSocket}`, stop: async () => {} };
  if (process.getuid?.() !== 0) return { reason: 'no Docker engine answers, and only root may start one' };
  if (!isInstalled('dockerd')) return { reason: 'no Docker engine answers, and dockerd is not installed' };
  // Its images stay for the next run.
  mkdirSync(cache, { recursive: true });
  return startDaemon({ dataRoot: join(cache, 'docker'), extra: [] });
}

/** A daemon of its own, to be stopped and started; without networks of its own that others would notice. */
export async function startPrivateDocker(dataRoot) {
  return startDaemon({ dataRoot, extra: ['--bridge=none', '--iptables=false', '--ip-masq=false'] });
}

async function startDaemon({ dataRoot, extra }) {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-dockerd-'));
  const socketPath = join(folder, 'docker.sock');
  const args = [
    '--host',
    `unix://${socketPath}`,
    '--data-root',
    dataRoot,
    '--exec-root',
    join(folder, 'exec'),
    '--pidfile',
    join(folder, 'pid'),
    ...extra,
  ];
  const child = run('dockerd', args, { folder });
  if (await waitUntilUp(socketPath, child)) return { socket: `unix://${socketPath}`, stop: stopper(child) };
  await stopper(child)();
  return { reason: `dockerd did not come up; its log is ${join(folder, 'dockerd.log')}` };
}

/** Podman's service, with what a machine without systemd needs. */
export async function startPodman() {
  if (process.getuid?.() !== 0) return { reason: 'Podman is tested as root only' };
  for (const program of ['podman', 'runc', 'catatonit'])
    if (!isInstalled(program) && !existsSync(`/usr/libexec/podman/${program}`)) return { reason: `${program} is not installed` };
  const folder = mkdtempSync(join(tmpdir(), 'gantry-podman-'));
  mkdirSync(cache, { recursive: true });
  const config = join(folder, 'containers.conf');
  writeFileSync(config, '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n');
  const socketPath = join(folder, 'podman.sock');
  const args = ['--root', join(cache, 'podman'), '--runroot', join(folder, 'run'), 'system', 'service', '--time=0', `unix://${socketPath}`];
  const child = run('podman', args, { folder, env: { CONTAINERS_CONF: config } });
  if (await waitUntilUp(socketPath, child))
    return { socket: `unix://${socketPath}`, stop: stopper(child, () => rmSync(config, { force: true })) };
  await stopper(child)();
  return { reason: `the service of Podman did not come up; its log is ${join(folder, 'podman.log')}` };
}

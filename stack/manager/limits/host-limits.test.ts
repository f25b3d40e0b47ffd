import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineInfo } from '#contract';
import type { Limits } from '../compose-file/index.ts';
import { hostLimits } from './host-limits.ts';
import type { HostFacts } from './host-place.ts';
import { hostSize } from './host-size.ts';

const mib = 1024 * 1024;
const gib = 1024 * mib;

const engine: EngineInfo = {
  state: 'ok',
  reason: 'Docker 28 answers',
  kind: 'docker',
  version: '28',
  api_version: '1.47',
  rootless: false,
  socket: 'unix:///var/run/docker.sock',
  chosen_because: 'the usual place',
  not_chosen: [],
  cpus: 8,
  memory_bytes: 32 * gib,
  can_limit_swap: true,
  can_limit_pids: true,
};
const facts: HostFacts = {
  platform: 'linux',
  hasSystemd: true,
  engine,
  cgroups: { driver: 'systemd', version: '2', system: 'Debian GNU/Linux 13' },
  containerCgroup: undefined,
  userControllers: ['cpu', 'memory', 'pids'],
  configFolder: '/home/anna/.config',
};
const rootless: HostFacts = { ...facts, engine: { ...engine, rootless: true, socket: 'unix:///run/user/1000/docker.sock' } };
const podman: HostFacts = { ...facts, engine: { ...engine, kind: 'podman', socket: 'unix:///run/podman/podman.sock' } };

const service = (limits: Partial<Limits>): { limits: Limits } => ({
  limits: {
    cpus: undefined,
    memoryBytes: 2 * gib,
    memorySwapBytes: 2 * gib,
    memoryReservationBytes: undefined,
    pids: 100,
    knobs: {},
    ...limits,
  },
});
const services = [service({}), service({ memorySwapBytes: 3 * gib })];

describe('where the containers are bounded', () => {
  it('gives Docker’s containers a slice of their own, for docker.service does not hold them', () => {
    const limits = hostLimits({ ...facts, containerCgroup: '/system.slice/docker-4f.scope' }, services);
    expect(limits).toMatchObject({
      is_supported: true,
      unit: 'containers.slice',
      path: '/etc/systemd/system/containers.slice.d/50-gantry.conf',
    });
    expect(limits.reason).toContain('docker.service');
    expect(limits.apply.join('\n')).toContain('"cgroup-parent": "containers.slice"');
    expect(limits.apply.at(-1)).toBe('npm run gantry -- up --recreate');
    expect(limits.take_back[0]).toBe('sudo rm /etc/systemd/system/containers.slice.d/50-gantry.conf');
  });

  it('takes the slice that is there when the engine was told of one already', () => {
    const limits = hostLimits({ ...facts, containerCgroup: '/apps.slice/docker-4f.scope' }, services);
    expect(limits.unit).toBe('apps.slice');
    expect(limits.apply.join('\n')).not.toContain('daemon.json');
  });

  it.each([
    ['Docker without root', rootless],
    ['Podman without root', { ...rootless, engine: { ...rootless.engine, kind: 'podman' as const } }],
    ['a container that runs', { ...rootless, containerCgroup: '/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-7.scope' }],
  ])('asks nobody for root where the engine has none: %s', (_, given) => {
    const limits = hostLimits(given, services);
    expect(limits).toMatchObject({ unit: 'user.slice', path: '/home/anna/.config/systemd/user/user.slice.d/50-gantry.conf' });
    expect([...limits.apply, ...limits.check, ...limits.take_back].join('\n')).not.toMatch(/sudo|daemon\.json/);
    expect(limits.apply.at(-1)).toBe('systemctl --user daemon-reload');
  });

  it('says of Podman’s slice what else is in it', () => {
    expect(hostLimits({ ...podman, containerCgroup: '/machine.slice/libpod-7.scope' }, services)).toMatchObject({
      unit: 'machine.slice',
      reason: expect.stringContaining('virtual machines'),
    });
  });

  it.each([
    ['another system', { ...facts, platform: 'darwin' }, 'virtual machine'],
    ['no engine', { ...facts, engine: { ...engine, state: 'down' as const, reason: 'None was found.' } }, 'None was found.'],
    ['another computer', { ...facts, engine: { ...engine, socket: 'tcp://10.0.0.2:2375' } }, 'tcp://10.0.0.2:2375'],
    ['Docker Desktop', { ...facts, cgroups: { driver: 'cgroupfs', version: '2', system: 'Docker Desktop' } }, 'its own settings'],
    ['no systemd', { ...facts, hasSystemd: false }, '/run/systemd/system'],
    ['cgroup v1', { ...facts, cgroups: { driver: 'systemd', version: '1', system: 'Debian' } }, 'cgroup v2'],
    [
      'cgroups beside systemd',
      { ...facts, cgroups: { driver: 'cgroupfs', version: '2', system: 'Debian' } },
      'native.cgroupdriver=systemd',
    ],
    ['controllers not given', { ...rootless, userControllers: ['cpu', 'pids'] }, 'Delegate=memory pids'],
    ['unknown memory', { ...facts, engine: { ...engine, memory_bytes: null } }, 'how much memory'],
  ])('says why not, and gives no text: %s', (_, given, reason) => {
    expect(hostLimits(given, services)).toMatchObject({
      is_supported: false,
      reason: expect.stringContaining(reason),
      unit: null,
      path: null,
      text: null,
      apply: [],
      take_back: [],
    });
  });
});

describe('how much', () => {
  it('lets all limits be reached at once where they fit, with a tenth beyond before one is ended', () => {
    expect(hostSize(services, 32 * gib)).toEqual({
      limitBytes: 4 * gib,
      reservedBytes: 8 * gib,
      highBytes: 4 * gib,
      maxBytes: Math.floor((4 * gib + 4 * gib * 0.1) / mib) * mib,
      swapMaxBytes: gib,
      tasksMax: 220,
    });
  });

  it('keeps the reserve where they do not', () => {
    const size = hostSize(services, 5 * gib);
    expect(size.reservedBytes).toBe(2 * gib);
    expect(size.maxBytes).toBe(3 * gib);
    expect(size.highBytes).toBeLessThan(size.maxBytes);
    expect(hostSize(services, 2 * gib)).toMatchObject({ reservedBytes: gib, maxBytes: gib });
  });

  it('sets no bound where a service has none', () => {
    const size = hostSize([service({}), service({ memoryBytes: undefined, memorySwapBytes: undefined, pids: undefined })], 16 * gib);
    expect(size).toMatchObject({ limitBytes: undefined, maxBytes: 12 * gib, swapMaxBytes: undefined, tasksMax: undefined });
    expect(hostSize([service({ pids: -1, memorySwapBytes: -1 })], 16 * gib)).toMatchObject({
      swapMaxBytes: undefined,
      tasksMax: undefined,
    });
    expect(hostSize([service({ memorySwapBytes: undefined })], 16 * gib).swapMaxBytes).toBe(2 * gib);
  });

  it('is written as systemd reads it', () => {
    const { text } = hostLimits(facts, services);
    const settings = (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(settings).toEqual(['[Slice]', 'MemoryHigh=4096M', 'MemoryMax=4505M', 'MemorySwapMax=1024M', 'TasksMax=220']);
    const { text: open } = hostLimits(facts, [service({ memorySwapBytes: -1, pids: -1 })]);
    expect(open).not.toMatch(/^(MemorySwapMax|TasksMax)=/m);
  });

  it.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)('holds before systemd’s own reader', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gantry-slice-'));
    try {
      const unit = join(folder, 'containers.slice');
      const read = (text: string) => {
        writeFileSync(unit, text);
        return spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }).stderr;
      };
      expect(read(`[Slice]\nMemoryHih=1M\n`)).toContain('MemoryHih');
      expect(read(hostLimits(facts, services).text ?? '')).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

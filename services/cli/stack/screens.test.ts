import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type LogLine, type Usage, type Why } from '#contract';
import { samplePlan, sampleService, sampleStack, sampleTask, sampleTime } from '../testing/stack-samples.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';
import { textWidth } from '../text-width.ts';

let home: string;
let host: StandInHost;
let plain: Terminal;
let screen: Terminal;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  plain = openTerminal({ home });
  screen = openTerminal({ home, columns: 80 });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const inputOf = (name: string) => host.asked.findLast((asked) => asked.name === name)?.input;
const longName = 'a-service-with-a-very-long-name-that-somebody-chose-without-a-thought';
const longReason = 'waits for a thing that takes long and says so in many words, more than fit on one line of a terminal';
const widest = (text: string) => Math.max(...text.split('\n').map(textWidth));

const line = (change: Partial<LogLine> = {}): LogLine => ({
  service: 'db',
  at: sampleTime,
  stream: 'stdout',
  level: 'error',
  text: 'FATAL: no\u001b[31m',
  ...change,
});

const why: Why = {
  service: 'web',
  state: 'starting',
  phase: 'waiting',
  summary: 'It waits for db, which is not healthy.',
  root: 'db',
  chain: [
    { service: 'web', state: 'starting', reason: 'waits for db' },
    { service: 'db', state: 'down', reason: 'its health check fails' },
  ],
  findings: [
    {
      cause: 'wrong-password-for-volume',
      title: 'The password does not fit the volume',
      message: 'The volume was made with another one.',
      evidence: ['FATAL: password authentication failed'],
      fix: 'Put the old password back.',
      actions: [
        {
          label: 'Delete the volume and start anew',
          operation: 'stack.down',
          input: {},
          command: 'npm run gantry -- down --volume data',
          destroys: 'all data in data',
        },
      ],
    },
  ],
  healthcheck: { command: 'pg_isready', interval_ms: 5000, timeout_ms: 3000, retries: 3, start_period_ms: 10_000 },
  probes: [{ at: sampleTime, by: 'engine', exit_code: 2, duration_ms: 40, output: 'no response\n' }],
  exit: { code: 137, signal: 'SIGKILL', out_of_memory: true, meaning: 'it was killed', at: sampleTime, error: null },
  lines: [line()],
  changes: [{ what: 'credentials', detail: 'the secret postgres-password is another one' }],
  last_healthy_at: sampleTime,
  history: [{ at: sampleTime, what: 'restarted', reason: 'unhealthy' }],
  checked_at: sampleTime,
};

it('status fits 80 columns with long names, and says the reason in full below', async () => {
  host.answers['health.read'] = () => ({ state: 'ok', summary: 'Fine', version: '1', storage: 'embedded', draining: false, parts: [] });
  host.answers['stack.read'] = () =>
    sampleStack([sampleService({ name: longName, state: 'starting', phase: 'initialising', reason: longReason }), sampleService()]);
  const { stdout } = await screen.run('status');
  const table = stdout.split('\n').filter((row) => /^(State|starting +a-serv|ok +web)/.test(row));
  expect(table).toHaveLength(4);
  expect(widest(table.join('\n'))).toBeLessThanOrEqual(80);
  expect(stdout).toContain(`${longName}: ${longReason}`);
});

it('why tells summary, chain, finding with fix and command, probes, exit, lines and changes', async () => {
  host.answers['stack.why'] = () => why;
  const { code, stdout } = await plain.run('why', 'web');
  expect(code).toBe(0);
  for (const text of [
    'waiting  web: It waits for db, which is not healthy.',
    '  web  starting  waits for db\n  └ db  down  its health check fails',
    'The password does not fit the volume\n  The volume was made with another one.\n  · FATAL: password',
    '  Fix:  Put the old password back.\n    Delete the volume and start anew: gantry down --volume data\n    Destroys all data in data',
    'credentials: the secret postgres-password is another one',
    'Exit code 137 (signal SIGKILL, out of memory): it was killed',
    '  pg_isready\n  every 5 s, 3 s each, 3 retries, start period 10 s',
    'exit 2 after 0 s, by engine\n    no response',
    'Log of db\n',
    'FATAL: no�[31m',
    'restarted: unhealthy',
    'gantry logs db',
  ])
    expect(stdout).toContain(text);
  expect(JSON.parse((await plain.run('why', 'web', '--json')).stdout)).toEqual(why);
});

describe('logs', () => {
  it('asks for what was said and shows time, service and text', async () => {
    host.answers['stack.logs'] = () => ({
      lines: [line(), line({ service: 'web', level: null, text: 'hello' })],
      cursor: 'c',
      is_cut: true,
    });
    const { stdout, stderr } = await plain.run(
      'logs',
      'db',
      'web',
      '--since',
      '2026-01-31T09:00:00Z',
      '--level',
      'error',
      '--contains',
      'x',
    );
    expect(stdout).toMatch(/^2026-01-31 \d\d:00:00 {2}db {8}FATAL: no.+\n2026-01-31 \d\d:00:00 {2}web {7}hello\n$/);
    expect(stderr).toContain('There are older lines');
    expect(inputOf('stack.logs')).toEqual({
      services: 'db,web',
      since: '2026-01-31T09:00:00.000Z',
      level: 'error',
      contains: 'x',
      tail: 10_000,
      wait_seconds: 0,
    });
    expect((await plain.run('logs', '--no-names', '--tail', '5')).stdout).not.toContain('db');
    expect(inputOf('stack.logs')).toMatchObject({ services: '', tail: 5 });
    expect(JSON.parse((await plain.run('logs', '--json')).stdout)).toMatchObject({ cursor: 'c', lines: [{}, {}] });
  });

  it('follows from the cursor on until Ctrl-C', async () => {
    let count = 0;
    host.answers['stack.logs'] = () => {
      count += 1;
      if (count === 3) plain.interrupt();
      return { lines: [line({ text: `line ${count}` })], cursor: `c${count}`, is_cut: false };
    };
    const { code, stdout } = await plain.run('logs', '-f', '--since', '10m', '--json');
    expect(code).toBe(0);
    const texts = stdout
      .trim()
      .split('\n')
      .map((row) => (JSON.parse(row) as LogLine).text);
    expect(texts.slice(0, 2)).toEqual(['line 1', 'line 2']);
    expect(host.asked[1]?.input).toEqual({ services: '', tail: 10_000, cursor: 'c1', wait_seconds: 25 });
    expect(host.asked[2]?.input).toMatchObject({ cursor: 'c2' });
  });
});

it('ports names the holder and the way out, and remaps in one step', async () => {
  const port = {
    ...sampleService().ports[0],
    service: longName,
    state: 'taken',
    holder: {
      kind: 'process',
      name: 'nginx',
      pid: 12,
      detail: 'process 12 (/usr/sbin/nginx -g daemon off; with more words than fit here)',
    },
    proposed_port: 8081,
    variable: 'WEB_PORT',
    dependents: ['proxy'],
  };
  host.answers['stack.ports'] = () => ({ ports: [port, { ...port, service: 'web', state: 'ours', holder: null }] });
  const shown = await screen.run('ports');
  expect(widest(shown.stdout.split('\n\n')[0] ?? '')).toBeLessThanOrEqual(80);
  expect(shown.stdout).toContain(`gantry ports --remap ${longName}:80 --to 8081`);
  host.answers['stack.remap-port'] = () => ({ variable: 'WEB_PORT', from: 8080, to: 8082, restarts: [], task: null });
  const { code, stdout, stderr } = await plain.run('ports', '--remap', 'web:80', '--to', '8082');
  expect([code, stdout, stderr]).toEqual([
    0,
    'web gets port 8082 instead of 8080 (WEB_PORT was written down).\n',
    'web: 8080 → 8082; also changes proxy\n',
  ]);
  expect(inputOf('stack.remap-port')).toEqual({ service: 'web', container_port: 80, host_port: 8082 });
});

it('stats fits 80 columns; what was not measured is empty, and throttling is said', async () => {
  const usage = sampleService().usage as Usage;
  host.answers['stack.stats'] = () => ({
    interval_seconds: 5,
    services: [
      {
        name: longName,
        samples: [
          usage,
          { ...usage, cpu_cores: 1.5, throttled_ratio: 0.4, memory_bytes: 5.4 * 1024 ** 3, block_read_per_second: 999_000_000 },
        ],
      },
      { name: 'web', samples: [{ ...usage, cpu_cores: null }] },
      { name: 'new', samples: [] },
    ],
  });
  const { stdout } = await screen.run('stats');
  expect(widest(stdout.split('\n').slice(0, 4).join('\n'))).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^web +64 MiB +128 MiB +12k +0 +1\.5M +7$/m);
  expect(stdout).toMatch(/^new$/m);
  expect(stdout).toContain('its CPU limit held it back in 40% of the periods');
  expect((await plain.run('stats', 'web')).stdout).toMatch(/2 samples of the last 15 min 0 s\n {2}CPU: +150% median/);
});

describe('limits', () => {
  const none = { memory_swap_bytes: null, memory_reservation_bytes: null, pids: null };
  const limits = {
    name: 'web',
    in_file: { cpus: 1, memory_bytes: 512 * 1024 ** 2, ...none },
    in_force: { cpus: 0.5, memory_bytes: 256 * 1024 ** 2, ...none },
    usage: sampleService().usage,
    recommended: {
      memory_bytes: 96 * 1024 ** 2,
      cpus: 0.2,
      samples: 100,
      window_seconds: 500,
      memory_p99_bytes: 64 * 1024 ** 2,
      cpu_p99_cores: 0.12,
      reason: '99th percentile × 1.5',
    },
    editable: ['cpus', 'memory_bytes'],
    can_limit_swap: true,
  };
  beforeEach(() => {
    host.answers['stack.read-limits'] = () => limits;
    host.answers['stack.set-limits'] = () => limits;
  });

  it('shows what is in force, in the file, used and recommended', async () => {
    const { stdout } = await screen.run('limits', 'web');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^CPUs +0\.5 +1 +0\.12 +0\.2$/m);
    expect(stdout).toMatch(/^Memory +256 MiB +512 MiB +64 MiB +96 MiB$/m);
    expect(stdout).toContain('99th percentile × 1.5 (100 samples of 8 min 20 s)');
  });

  it('says where the engine cannot limit swap, and only there', async () => {
    expect((await screen.run('limits', 'web')).stdout).not.toContain('cannot limit swap');
    host.answers['stack.read-limits'] = () => ({ ...limits, can_limit_swap: false });
    expect((await screen.run('limits', 'web')).stdout).toContain('cannot limit swap');
  });

  it('changes what was given; swap counts beside the memory', async () => {
    expect((await plain.run('limits', 'web', '--memory', '512m', '--swap', '256m', '--pids', '100')).code).toBe(0);
    expect(inputOf('stack.set-limits')).toEqual({
      name: 'web',
      memory_bytes: 512 * 1024 ** 2,
      memory_swap_bytes: 768 * 1024 ** 2,
      pids: 100,
    });
    await plain.run('limits', 'web', '--swap', '0');
    expect(inputOf('stack.set-limits')).toEqual({ name: 'web', memory_swap_bytes: 256 * 1024 ** 2 });
    await plain.run('limits', 'web', '--swap', '-1');
    expect(inputOf('stack.set-limits')).toEqual({ name: 'web', memory_swap_bytes: -1 });
    await plain.run('limits', 'web', '--recommended', '--cpus', '2');
    expect(inputOf('stack.set-limits')).toEqual({ name: 'web', memory_bytes: 96 * 1024 ** 2, cpus: 2 });
  });

  it('says why nothing can be recommended', async () => {
    const recommended = { ...limits.recommended, memory_bytes: null, cpus: null, reason: 'Only 3 samples' };
    host.answers['stack.read-limits'] = () => ({ ...limits, recommended });
    expect(await plain.run('limits', 'web', '--recommended')).toMatchObject({ code: 1, stderr: expect.stringContaining('Only 3 samples') });
    expect(inputOf('stack.set-limits')).toBeUndefined();
  });
});

it('plan shows steps with reasons, memory and what stands in the way', async () => {
  host.answers['stack.plan'] = () => samplePlan({ destroys: ['all data in x'] });
  const { code, stdout } = await screen.run('plan', 'down', 'db', '--profile', 'core', '--keep', '--volume', 'x');
  expect(code).toBe(0);
  expect(inputOf('stack.plan')).toMatchObject({ verb: 'down', services: ['db'], profiles: ['core'], remove: false, volumes: ['x'] });
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^2 {2}create +db +it has no container$/m);
  expect(stdout).toContain(
    '2 changes; nothing was done yet.\nMemory: 64 MiB needed, 512 MiB at most, the machine has 8 GiB.\nDestroys  all data in x',
  );
  host.answers['stack.plan'] = () => samplePlan({ problems: [{ code: 'disk_full', service: null, message: 'Full.', is_blocking: true }] });
  expect(await plain.run('plan', 'db')).toMatchObject({ code: 1, stdout: expect.stringContaining('In the way  Full.\n  Code: disk_full') });
  expect(inputOf('stack.plan')).toMatchObject({ verb: 'up', services: ['db'] });
});

describe('exec', () => {
  it('hands arguments on as they are, and passes output and exit code through', async () => {
    host.answers['stack.exec'] = () => ({ exit_code: 7, stdout: 'a\tb\n', stderr: 'oh\n', is_cut: false });
    expect(await plain.run('exec', 'db', '--timeout', '5', '--', 'psql', '-c', 'select 1', '--json')).toEqual({
      code: 7,
      stdout: 'a\tb\n',
      stderr: 'oh\n',
    });
    expect(inputOf('stack.exec')).toEqual({ name: 'db', command: ['psql', '-c', 'select 1', '--json'], timeout_seconds: 5 });
    expect(await plain.run('exec', '--json', 'db', '--', 'ls')).toMatchObject({
      code: 7,
      stdout: expect.stringContaining('"exit_code":7'),
    });
  });

  it('a command that does not end in time is an error after its output', async () => {
    host.answers['stack.exec'] = () => ({ exit_code: null, stdout: 'so far', stderr: '', is_cut: false });
    expect(await plain.run('exec', 'db', '--', 'sleep', '99')).toMatchObject({
      code: 1,
      stdout: 'so far',
      stderr: expect.stringContaining('30 s'),
    });
    expect((await plain.run('exec', 'db', '--json', '--', 'sleep', '99')).code).toBe(1);
  });
});

it('pull counts bytes as bytes, and pin ends with its task', async () => {
  const task = sampleTask({
    title: 'Pull 2 images',
    state: 'succeeded',
    progress: { done: 45_300_000, total: 45_300_000, unit: 'bytes', per_second: null, eta_seconds: null },
  });
  host.answers['stack.pull'] = () => task;
  host.answers['stack.pin'] = () => task;
  host.answers['tasks.read'] = () => task;
  const { code, stdout } = await plain.run('pull', '--profile', 'llm');
  expect([code, stdout]).toEqual([0, expect.stringContaining('Pull 2 images: 45.3 MB')]);
  expect(inputOf('stack.pull')).toEqual({ profiles: ['llm'], services: [] });
  expect((await plain.run('pin')).code).toBe(0);
  host.answers['stack.pull'] = () => {
    throw new GantryError('engine_unavailable');
  };
  expect(await plain.run('pull')).toMatchObject({ code: 1, stderr: expect.stringContaining('gantry status says where') });
});

it('tasks fits 80 columns with a long title, and its id can be typed', async () => {
  const task = sampleTask({
    state: 'interrupted',
    title: longReason,
    progress: { done: 412, total: 1400, unit: 'documents', per_second: 84, eta_seconds: 12 },
  });
  host.answers['tasks.list'] = () => ({ tasks: [task] });
  const { stdout } = await screen.run('tasks');
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/31 Jan \d\d:\d\d {2}00000000\n$/);
  expect(stdout).toMatch(/412 of 1,400/);
});

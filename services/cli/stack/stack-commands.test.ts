import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type GantryEvent, type Health, type Task } from '#contract';
import { samplePlan, sampleService, sampleStack, sampleTask, sampleTaskId, sampleTime } from '../testing/stack-samples.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

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

const send = (event: GantryEvent['event'], data: unknown) => {
  for (const stream of host.streams) stream.write(`id: 1\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
};
const over = (change: Partial<Task> = {}) => sampleTask({ state: 'succeeded', ended_at: '2026-01-31T10:00:12.000Z', ...change });
const names = () => host.asked.map(({ name }) => name);
const inputOf = (name: string) => host.asked.find((asked) => asked.name === name)?.input;
const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
};
/** Ends the task once the command watches it, after these events. */
const finish = async (task: Task, ...before: ReturnType<typeof sampleService>[]) => {
  await until(() => host.streams.length > 0 && names().includes('tasks.read'));
  for (const service of before) send('service.changed', service);
  await new Promise((resolve) => setTimeout(resolve, 50));
  send('task.changed', task);
};

describe('up', () => {
  beforeEach(() => {
    host.answers['stack.plan'] = () => samplePlan();
    host.answers['stack.up'] = () => sampleTask();
    host.answers['tasks.read'] = () => sampleTask();
    host.answers['stack.read'] = () => sampleStack([sampleService({ name: 'db' }), sampleService()]);
  });
  const result = {
    total_ms: 12_340,
    critical_path: ['db', 'web'],
    services: {
      db: { waited_ms: 0, pulled_ms: 4000, created_ms: 200, started_ms: 100, ready_ms: 5000 },
      web: { waited_ms: 9300, ready_ms: 'soon' },
    },
  };

  it('says each phase as a line without a terminal, then times and critical path', async () => {
    const [{ code, stdout, stderr }] = await Promise.all([
      plain.run('up', 'web', '--profile', 'core,llm', '--pull', 'never', '--recreate'),
      finish(
        over({ result }),
        sampleService({ name: 'db', phase: 'pulling', state: 'starting', reason: 'pulls db:1.0, 12 MB' }),
        sampleService({ name: 'db' }),
        sampleService({ name: 'other', phase: 'starting' }),
      ),
    ]);
    expect(code).toBe(0);
    expect(inputOf('stack.plan')).toMatchObject({ verb: 'up', services: ['web'], profiles: ['core', 'llm'], recreate: true });
    expect(inputOf('stack.up')).toEqual({ services: ['web'], profiles: ['core', 'llm'], pull: 'never', recreate: true });
    expect(stderr).toMatch(/s {2}db +pulling +pulls db:1\.0, 12 MB\n/);
    expect(stderr).toMatch(/s {2}db +healthy\n/);
    expect(stderr).not.toContain('other');
    expect(stdout).toMatch(/^succeeded {2}Start core in 12 s\n/);
    expect(stdout).toMatch(/^db +4 s +200 ms +100 ms +5 s +9\.3 s$/m);
    expect(stdout).toMatch(/^web +9\.3 s +9\.3 s$/m);
    expect(stdout).toContain('Critical path: db → web');
  });

  it('rewrites a line for each service on a terminal, none longer than it', async () => {
    const long = sampleService({
      name: 'db',
      phase: 'initialising',
      state: 'starting',
      reason: 'not healthy yet, 3 s — a very long output of its health check that does not fit any line of any terminal',
    });
    const [{ stderr }] = await Promise.all([screen.run('up'), finish(over(), long)]);
    expect(stderr).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts a cursor movement
    const lines = stderr.replace(/\u001b\[\d+[A-Z]/g, '').split('\n');
    expect(lines.some((line) => /^db +initialising +\d.+ s? +not healthy yet.+…$/.test(line))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  });

  it('tells what stands in the way and starts nothing', async () => {
    const problem = (message: string) => ({ code: 'port_taken' as const, service: 'web', message, is_blocking: true });
    host.answers['stack.plan'] = () =>
      samplePlan({
        problems: [
          { ...problem('Port 80 is taken.'), fix: 'Run: npm run gantry -- ports --remap web:80' },
          problem('Port 81 is taken.'),
          { code: 'memory_short', service: null, message: 'It is tight.', is_blocking: false },
        ],
      });
    const { code, stderr } = await plain.run('up');
    expect(code).toBe(1);
    expect(names()).not.toContain('stack.up');
    for (const text of ['Port 80 is taken', 'Port 81 is taken', 'It is tight', 'Fix:   Run: gantry ports --remap web:80', 'port_taken'])
      expect(stderr).toContain(text);
    const json = await plain.run('up', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'port_taken', field: 'web' } });
  });

  it('names the service that failed, its root and what to do, with exit 1', async () => {
    host.answers['stack.read'] = () =>
      sampleStack([
        sampleService({ name: 'db', state: 'down', phase: 'unhealthy', reason: 'its health check fails', fix: 'Mend it.' }),
        sampleService({ state: 'starting', phase: 'waiting', reason: 'waits for db', root: 'db' }),
      ]);
    const failed = over({ state: 'failed', error: new GantryError('service_failed', { message: 'db: unhealthy.' }).toBody() });
    const [{ code, stdout }] = await Promise.all([plain.run('up'), finish(failed)]);
    expect(code).toBe(1);
    for (const text of [
      'db: unhealthy.',
      'Code: service_failed',
      'unhealthy  db: its health check fails',
      'Fix:  Mend it.',
      'Why:  gantry why db',
    ])
      expect(stdout).toContain(text);
    expect(stdout).not.toContain('waits for db');
  });

  it('--no-wait returns at once, --json prints the task that is over', async () => {
    expect((await plain.run('up', '--no-wait')).stdout).toBe(`Started. Follow it: gantry tasks show --follow ${sampleTaskId}\n`);
    expect(host.streams).toEqual([]);
    const [{ stdout, stderr }] = await Promise.all([plain.run('up', '--json'), finish(over({ result }))]);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'succeeded', result });
    expect(stderr).toBe('');
  });

  it('Ctrl-C without a terminal leaves it to go on', async () => {
    const [{ code, stderr }] = await Promise.all([plain.run('up'), until(() => names().includes('tasks.read')).then(plain.interrupt)]);
    expect(code).toBe(130);
    expect(stderr).toContain(`The task goes on.\nFollow it: gantry tasks show --follow ${sampleTaskId}`);
    expect(names()).not.toContain('tasks.cancel');
  });

  it('Ctrl-C on a terminal asks; yes cancels it, and the end is shown', async () => {
    host.answers['tasks.cancel'] = () => sampleTask({ state: 'cancelling' });
    const person = async () => {
      await until(() => names().includes('tasks.read'));
      screen.interrupt();
      await until(() => screen.text().includes('[y/N]'));
      screen.type('y\n');
      await until(() => names().includes('tasks.cancel'));
      send('task.changed', over({ state: 'cancelled' }));
    };
    const [{ code, stdout }] = await Promise.all([screen.run('up'), person()]);
    expect(code).toBe(130);
    expect(stdout).toContain('cancelled  Start core');
  });

  it('Ctrl-C twice on a terminal leaves it to go on; no answer of no goes on watching', async () => {
    const person = async () => {
      await until(() => names().includes('tasks.read'));
      screen.interrupt();
      await until(() => screen.text().includes('[y/N]'));
      screen.type('\u0003');
    };
    const [{ code, stderr }] = await Promise.all([screen.run('up'), person()]);
    expect([code, names().includes('tasks.cancel')]).toEqual([130, false]);
    expect(stderr).toContain('The task goes on.');

    host.asked.length = 0;
    const patient = async () => {
      await until(() => names().includes('tasks.read'));
      screen.interrupt();
      await until(() => screen.text().includes('[y/N]'));
      screen.type('n\n');
      send('task.changed', over());
    };
    const [again] = await Promise.all([screen.run('up'), patient()]);
    expect([again.code, names().includes('tasks.cancel')]).toEqual([0, false]);
  });
});

describe('down', () => {
  const step = (action: 'stop' | 'remove' | 'remove-volume', subject: string, destroys: string | null = null) => ({
    action,
    subject,
    service: null,
    reason: 'asked for',
    after: [],
    destroys,
  });
  beforeEach(() => {
    host.answers['stack.plan'] = (input: { volumes: string[] }) =>
      samplePlan({
        verb: 'down',
        memory: null,
        steps: [
          step('stop', 'web'),
          step('stop', 'db'),
          step('remove', 'db'),
          ...input.volumes.map((name) => step('remove-volume', name, `all data in ${name}`)),
        ],
        destroys: input.volumes.map((name) => `all data in ${name}`),
      });
    host.answers['stack.down'] = () => sampleTask({ title: 'Stop all' });
    host.answers['tasks.read'] = () =>
      over({ title: 'Stop all', result: { total_ms: 900, stopped: ['web', 'db'], volumes_removed: ['x'] } });
    host.answers['stack.read'] = () => sampleStack([]);
  });

  it('names what stops; without a terminal only a volume needs --yes', async () => {
    const { code, stdout, stderr } = await plain.run('down');
    expect(code).toBe(0);
    expect(stderr).toContain('Stops: web, db\nRemoves the containers of: db\n');
    expect(stdout).toContain('succeeded  Stop all in 0.9 s\nStopped: web, db\nVolumes deleted: x\n');
    expect(inputOf('stack.down')).toEqual({ profiles: [], services: [], remove: true, volumes: [] });
    host.asked.length = 0;
    const refused = await plain.run('down', '--volume', 'data');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/DESTROYS: all data in data\n[\s\S]+--yes[\s\S]+cancelled/) });
    expect(names()).not.toContain('stack.down');
    expect((await plain.run('down', '--volume', 'data', '--keep', '--yes')).code).toBe(0);
    expect(inputOf('stack.down')).toMatchObject({ remove: false, volumes: ['data'] });
  });

  it('asks on a terminal, and no means no', async () => {
    const [{ code, stderr }] = await Promise.all([
      screen.run('down'),
      until(() => screen.text().includes('[y/N]')).then(() => screen.type('n\n')),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was stopped.');
    expect(names()).not.toContain('stack.down');
  });

  it('says when there is nothing to stop', async () => {
    host.answers['stack.plan'] = () => samplePlan({ verb: 'down', steps: [] });
    expect(await plain.run('down')).toMatchObject({ code: 0, stdout: 'There is nothing to stop.\n' });
  });

  it('start, stop and restart ask for one service and say what goes with it', async () => {
    host.answers['stack.plan'] = () => samplePlan();
    for (const verb of ['start', 'stop', 'restart'] as const) {
      host.answers[`stack.${verb}-service`] = () => sampleTask();
      const { code, stderr } = await plain.run(verb, 'web');
      expect([verb, code, stderr.includes('Also')]).toEqual([verb, 0, verb !== 'start']);
      expect(inputOf(`stack.${verb}-service`)).toEqual({ name: 'web' });
    }
    host.answers['stack.plan'] = () => {
      throw new GantryError('service_unknown');
    };
    expect(await plain.run('stop', 'nobody')).toMatchObject({ code: 1, stderr: expect.stringContaining('gantry status') });
  });
});

describe('status', () => {
  const health: Health = {
    state: 'ok',
    summary: 'All 1 parts healthy',
    version: '0.1.0',
    started_at: sampleTime,
    environment: 'default',
    storage: 'embedded',
    ready: true,
    draining: false,
    parts: [{ name: 'database', title: 'Database', state: 'ok', reason: 'Answers', since: sampleTime, depends_on: [], checks: [] }],
  };
  const check = async () => {
    const { code, stdout } = await plain.run('status', '--check');
    return { code, stdout };
  };
  beforeEach(() => {
    host.answers['health.read'] = () => health;
  });

  it('is 0 when every part and every service that should run is ok, and as long as nothing should run', async () => {
    host.answers['stack.read'] = () =>
      sampleStack([sampleService(), sampleService({ name: 'ui', desired: 'stopped', state: 'stopped', phase: 'absent', container: null })]);
    const { code, stdout } = await plain.run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +web +healthy +8080 +12% +64 MiB$/m);
    expect(stdout).toContain('Engine: Docker 20.10.24 (API 1.41) at /var/run/docker.sock');
    expect(stdout).toContain('Not started: ui');
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok +service web +healthy$/m) });
    expect(JSON.parse((await plain.run('status', '--json')).stdout)).toMatchObject({ state: 'ok', stack: { project: 'gantry' } });
  });

  it.each([
    ['starting', { state: 'starting', phase: 'initialising', reason: 'not healthy yet, 3 s' }, 'starting'],
    ['failing', { state: 'down', phase: 'unhealthy', reason: 'its health check fails', fix: 'Mend it.' }, 'not healthy'],
    ['stopped although it should run', { state: 'stopped', phase: 'stopped', reason: 'stopped' }, 'not healthy'],
    ['not known', { state: 'unknown', phase: 'unknown', reason: 'the engine does not answer' }, 'unknown'],
  ] as const)('is 1 with a service that is %s', async (_, change, word) => {
    host.answers['stack.read'] = () => sampleStack([sampleService(change)]);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${word} +service web +${change.reason}$`, 'm'));
    expect(stdout).toMatch(/1 of 2 ok\n$/);
    const full = await plain.run('status');
    expect(full.code).toBe(1);
    expect(full.stdout).toContain(change.reason);
    expect(JSON.parse((await plain.run('status', '--check', '--json')).stdout)).toMatchObject({
      ok: false,
      verdicts: [
        { name: 'database', verdict: 'ok' },
        { name: 'web', verdict: word },
      ],
    });
  });

  it('a stack that cannot be read is unknown, one the host does not have is none', async () => {
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of 1 ok') });
    host.answers['stack.read'] = () => {
      throw new GantryError('internal');
    };
    expect(await check()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^unknown +stack/m) });
    expect((await plain.run('status')).stdout).toContain('Code: internal');
  });
});

describe('storage switch', () => {
  it('refuses to replace documents unasked, and follows the task', async () => {
    host.answers['storage.switch'] = () => sampleTask({ title: 'Move' });
    host.answers['tasks.read'] = () => over({ title: 'Move' });
    expect(await plain.run('storage', 'switch', 'stack', '--replace')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DESTROYS'),
    });
    expect(names()).not.toContain('storage.switch');
    expect((await plain.run('storage', 'switch', 'stack', '--replace', '--yes')).code).toBe(0);
    expect(inputOf('storage.switch')).toEqual({ to: 'stack', replace: true });
    expect((await plain.run('storage', 'switch', 'embedded')).code).toBe(0);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type Setup, type Task } from '#contract';
import { sampleStack, sampleTask } from '../testing/stack-samples.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const gib = 1024 ** 3;
let home: string;
let host: StandInHost;
let plain: Terminal;
let screen: Terminal;
let setup: Setup;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  plain = openTerminal({ home });
  screen = openTerminal({ home, columns: 100 });
  setup = {
    step: 'place',
    choices: { place: 'stack', credentials: 'generate', profiles: ['core'], storage: 'embedded' },
    engine: sampleStack([]).engine,
    environment: 'dev',
    profiles: [
      { name: 'core', services: ['postgres', 'redis'] },
      { name: 'llm', services: ['llama-cpp'] },
    ],
    missing_credentials: ['postgres_password', 'redis_password'],
    plan: {
      services: ['postgres', 'redis'],
      memory: { needed_bytes: 1.3 * gib, limit_bytes: 2 * gib, available_bytes: 24 * gib },
      images: [
        { image: 'postgres:17', service: 'postgres', is_present: true, bytes: 0.5 * gib },
        { image: 'redis:8', service: 'redis', is_present: false, bytes: null },
      ],
      download: { known_bytes: 0, unknown_images: 1, seconds: null },
      start_seconds: 14,
      start_seconds_most: 120,
      disk_free_bytes: 50 * gib,
      problems: [],
    },
    problem: null,
    steps: [],
    task: null,
    has_started: false,
    done_at: null,
  };
  host.answers['setup.read'] = () => setup;
  host.answers['setup.save'] = ({ step, ...choices }: Partial<Setup['choices']> & { step?: Setup['step'] }) => {
    setup = { ...setup, ...(step === undefined ? {} : { step }), choices: { ...setup.choices, ...choices } };
    if (setup.choices.place === 'embedded') setup = { ...setup, plan: null, choices: { ...setup.choices, profiles: [] } };
    return setup;
  };
  const over: Task = sampleTask({
    kind: 'setup',
    title: 'Set up the stack: core',
    state: 'succeeded',
    ended_at: '2026-01-31T10:00:12.000Z',
  });
  host.answers['setup.run'] = () => over;
  host.answers['tasks.read'] = () => {
    setup = { ...setup, step: 'done' };
    return over;
  };
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const asked = (name: string) => host.asked.filter((each) => each.name === name).map(({ input }) => input);
const typed = async (...answers: [question: string, keys: string][]) => {
  for (const [question, keys] of answers) {
    while (!screen.text().includes(question)) await new Promise((resolve) => setTimeout(resolve, 10));
    screen.type(keys);
  }
};

it('asks three questions, says what it takes in GB and minutes, and follows the work', async () => {
  const [{ code, stdout }] = await Promise.all([
    screen.run('setup'),
    typed(['1 of 3', '2\n'], ['2 of 3', '\n'], ['3 of 3', '1,2\n'], ['Where are documents kept', '2\n'], ['Carry it out', 'y\n']),
  ]);
  expect(asked('setup.save')).toEqual([
    { place: 'stack', step: 'credentials' },
    { credentials: 'generate', step: 'services' },
    { profiles: ['core', 'llm'] },
    { storage: 'stack' },
  ]);
  expect(stdout).toContain('Memory:    needs 1.3 GiB of 24 GiB, at most 2 GiB');
  expect(stdout).toContain('Images:    1 here (512 MiB), 1 to pull, size not known');
  expect(stdout).toContain('Start:     usually 14 s, should not take longer than 2 min 0 s');
  expect(stdout).toContain('Secrets:   2 to be made: postgres_password, redis_password');
  expect(asked('setup.run')).toHaveLength(1);
  expect(stdout).toMatch(/Index a folder: /);
  expect(code).toBe(0);
});

it('takes no wrong number, and does nothing when the answer is no', async () => {
  const [{ code, stderr }] = await Promise.all([
    screen.run('setup'),
    typed(['1 of 3', '7\n'], ['One of 1 to 2', '1\n'], ['Carry it out', 'n\n']),
  ]);
  expect(asked('setup.save')).toEqual([{ place: 'embedded', step: 'services' }]);
  expect(asked('setup.run')).toEqual([]);
  expect(stderr).toContain('the choices are kept');
  expect(code).toBe(1);
});

it('is left by Ctrl-C between two questions', async () => {
  const [{ code, stderr }] = await Promise.all([screen.run('setup'), typed(['1 of 3', '2\n'], ['2 of 3', '\u0003'])]);
  expect(stderr).toContain('goes on where it was');
  expect(code).toBe(1);
});

describe('without a terminal', () => {
  it('carries out what the options say, and prints JSON only', async () => {
    const { code, stdout } = await plain.run('setup', '--yes', '--json', '--place', 'stack', '--profile', 'core,llm', '--storage', 'stack');
    expect(asked('setup.save')).toEqual([{ place: 'stack', profiles: ['core', 'llm'], storage: 'stack' }]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'setup', state: 'succeeded' });
    expect(code).toBe(0);
  });

  it('takes what was chosen before where nothing is named, and containers where profiles are', async () => {
    expect((await plain.run('setup', '--yes')).code).toBe(0);
    expect(asked('setup.save')).toEqual([]);
    await plain.run('setup', '--yes', '--profile', 'llm');
    expect(asked('setup.save')).toEqual([{ profiles: ['llm'], place: 'stack' }]);
  });

  it('does nothing that nobody agreed to', async () => {
    const { code, stderr } = await plain.run('setup');
    expect(code).toBe(1);
    expect(stderr).toContain('--yes');
    expect(asked('setup.run')).toEqual([]);
  });

  it('refuses what contradicts itself', async () => {
    const { code, stderr } = await plain.run('setup', '--yes', '--place', 'embedded', '--storage', 'stack');
    expect(stderr).toContain('starts no containers');
    expect(code).toBe(2);
  });

  it('goes on with what runs already, without choosing anew', async () => {
    setup = { ...setup, step: 'running' };
    expect((await plain.run('setup', '--yes', '--place', 'embedded')).code).toBe(0);
    expect(asked('setup.save')).toEqual([]);
    expect(asked('setup.run')).toHaveLength(1);
  });

  it('only looks with --show', async () => {
    const { stdout } = await plain.run('setup', '--show', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ step: 'place', plan: { start_seconds: 14 } });
    expect(asked('setup.run')).toEqual([]);
  });

  it('says why it cannot begin', async () => {
    host.answers['setup.run'] = () => {
      throw new GantryError('memory_short', { message: 'Too much for this machine.', fix: 'Fewer services.' });
    };
    expect(await plain.run('setup', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('Too much for this machine.') });
  });

  it('says what to start where no host runs', async () => {
    const { code, stderr } = await openTerminal({ home: join(home, 'elsewhere') }).run('setup', '--yes');
    expect(code).toBe(3);
    expect(stderr).toMatch(/serve .*then run this again/);
  });
});

describe('limits --host', () => {
  const limits = {
    is_supported: true,
    reason: 'Because.',
    unit: 'containers.slice',
    path: '/etc/systemd/system/containers.slice.d/50-gantry.conf',
    text: '[Slice]\nMemoryMax=4505M\n',
    apply: ['sudo install -D -m 644 gantry-host-limits.conf /etc/systemd/system/containers.slice.d/50-gantry.conf'],
    check: ['systemctl show containers.slice'],
    take_back: ['sudo rm /etc/systemd/system/containers.slice.d/50-gantry.conf'],
  };

  it('prints the text alone on stdout, and beside it what to do', async () => {
    host.answers['stack.host-limits'] = () => limits;
    const { code, stdout, stderr } = await plain.run('limits', '--host');
    expect(stdout).toBe(limits.text);
    expect(stderr).toContain('Gantry applies nothing of this.');
    expect(stderr).toContain('To take it back:\n  sudo rm ');
    expect(code).toBe(0);
  });

  it('saves it, and names the file where the commands use it', async () => {
    host.answers['stack.host-limits'] = () => limits;
    const { stdout, stderr } = await plain.run('limits', '--host', '--out', 'mine.conf');
    expect(await readFile(join(home, 'mine.conf'), 'utf8')).toBe(limits.text);
    expect(stdout).toContain('mine.conf');
    expect(stderr).toContain('install -D -m 644 mine.conf /etc');
  });

  it('says why there is none', async () => {
    host.answers['stack.host-limits'] = () => ({
      ...limits,
      is_supported: false,
      text: null,
      reason: 'systemd did not start this computer.',
    });
    expect(await plain.run('limits', '--host')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('systemd did not start'),
    });
    expect(await plain.run('limits')).toMatchObject({ code: 2, stderr: expect.stringContaining('--host') });
  });
});

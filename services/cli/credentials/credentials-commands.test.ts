import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type Output } from '#contract';
import { sampleCredential, sampleStore } from '../testing/config-samples.ts';
import { plainEnvironment, runGantry } from '../testing/run-gantry.ts';
import { sampleTask } from '../testing/stack-samples.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const secret = 'wänt$ed "one" #9';

let home: string;
let host: StandInHost;
let plain: Terminal;
let screen: Terminal;
let strength: Output<'credentials.check'>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  plain = openTerminal({ home });
  screen = openTerminal({ home, columns: 100 });
  strength = { score: 4, guesses_log10: 14, is_strong_enough: true, problem: null, suggestions: [] };
  host.answers['credentials.list'] = () => list();
  host.answers['credentials.check'] = () => strength;
  for (const name of ['set', 'rotate', 'repair'] as const)
    host.answers[`credentials.${name}`] = () => sampleTask({ title: 'Rotate redis_password' });
  host.answers['tasks.read'] = () => sampleTask({ state: 'succeeded', title: 'Rotate redis_password' });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const list = (change: Partial<Output<'credentials.list'>> = {}): Output<'credentials.list'> => ({
  store: sampleStore(),
  credentials: [
    sampleCredential(),
    sampleCredential({ name: 'grafana_admin_password', owner: 'grafana', used_by: ['grafana'], rotation: 'restart' }),
  ],
  export: { file: '/home/config/stack-secrets.env', exists: false, is_current: false },
  ...change,
});
const names = () => host.asked.map(({ name }) => name);
const inputOf = (name: string) => host.asked.findLast((asked) => asked.name === name)?.input;
const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const answer = (...answers: [prompt: string, keys: string][]) =>
  answers.reduce(async (before, [prompt, keys]) => {
    await before;
    await until(() => screen.text().includes(prompt));
    screen.type(keys);
  }, Promise.resolve());
const typeTwice: [string, string][] = [
  ['New value of redis_password: ', `${secret}\r`],
  ['again: ', `${secret}\r`],
];
const piped = (stdin: string, ...args: string[]) => runGantry({ args, stdin, env: plainEnvironment(process.env), home });

describe('list and store', () => {
  it('shows each secret, what is wrong with it, and how all are kept', async () => {
    host.answers['credentials.list'] = () =>
      list({
        credentials: [
          sampleCredential(),
          sampleCredential({
            name: 'b',
            owner: null,
            state: 'refused',
            reason: 'b is refused',
            fix: 'Run: npm run gantry -- credentials repair b',
          }),
          sampleCredential({ name: 'c', state: 'missing' }),
        ],
        export: { file: '/x/export.env', exists: true, is_current: false },
      });
    const { code, stdout } = await plain.run('credentials');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +redis_password +redis +redis, web +strong +live +31 Jan/m);
    for (const text of [
      'b: b is refused\n  Fix:  Run: gantry credentials repair b',
      'Kept as: files in /home/config/secrets',
      'In plain text, not all of them valid any more, they stand in /x/export.env too.',
      'Missing: c. Make them: gantry credentials generate',
    ])
      expect(stdout).toContain(text);
    expect(JSON.parse((await plain.run('credentials', 'list', '--json')).stdout)).toMatchObject({
      credentials: [{}, { name: 'b' }, { name: 'c' }],
    });
  });

  it('store says how they are kept; --to moves them, with consent where it is needed', async () => {
    host.answers['credentials.list'] = () => list({ store: sampleStore({ kind: 'vault', protection: 'passphrase', state: 'locked' }) });
    const { stdout } = await plain.run('credentials', 'store');
    expect(stdout).toContain('Kept as: vault, passphrase, locked in');
    expect(stdout).toContain('gantry credentials unlock');
    host.answers['credentials.move'] = () => {
      throw new GantryError('consent_needed', { fix: 'Say --accept-unprotected.' });
    };
    expect(await plain.run('credentials', 'store', '--to', 'keychain')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('consent_needed'),
    });
    host.answers['credentials.move'] = () => ({ store: sampleStore(), moved: ['a', 'b'] });
    expect((await plain.run('credentials', 'store', '--to', 'keychain', '--accept-unprotected')).stdout).toContain('Moved 2 secrets.');
    expect(inputOf('credentials.move')).toEqual({ to: 'keychain', accept_unprotected: true });
    expect((await plain.run('credentials', 'store', '--accept-unprotected')).code).toBe(2);
    expect((await piped('correct horse\n', 'credentials', 'store', '--to', 'passphrase')).code).toBe(0);
    expect(inputOf('credentials.move')).toMatchObject({ to: 'passphrase', passphrase: 'correct horse' });
    expect(await piped('short\n', 'credentials', 'store', '--to', 'passphrase')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('at least 8'),
    });
  });

  it('unlock takes the passphrase from stdin; lock closes', async () => {
    host.answers['credentials.unlock'] = () => {
      throw new GantryError('passphrase_wrong');
    };
    expect(await piped('wrong one\n', 'credentials', 'unlock')).toMatchObject({
      code: 1,
      stderr: expect.not.stringContaining('wrong one'),
    });
    host.answers['credentials.lock'] = () => ({ store: sampleStore({ kind: 'vault', state: 'locked' }) });
    expect((await plain.run('credentials', 'lock')).stdout).toContain('locked');
  });
});

describe('set', () => {
  it('asks twice without echo, checks, says what restarts, and follows the rotation', async () => {
    const [{ code, stdout, stderr }] = await Promise.all([
      screen.run('credentials', 'set', 'redis_password'),
      answer(...typeTwice, ['Set it? [y/N]', 'y\r']),
    ]);
    expect(code).toBe(0);
    expect(inputOf('credentials.set')).toEqual({ name: 'redis_password', value: secret, accept_weak: false });
    expect(stderr).toContain('Restarts, where they run: web\nTake the new value while they run: redis\n');
    expect(stdout).toContain('succeeded  Rotate redis_password');
    expect(stdout + stderr).not.toContain('wänt');
  });

  it('takes the first line of stdin, and shows it nowhere', async () => {
    const { code, stdout, stderr } = await piped(`${secret}\n`, 'credentials', 'set', 'redis_password', '--json');
    expect([code, stdout.includes('wänt'), stderr]).toEqual([0, false, '']);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'succeeded' });
    expect(inputOf('credentials.set')).toMatchObject({ value: secret });
  });

  it('has no argument and no option for a value', async () => {
    expect((await plain.run('credentials', 'set', 'redis_password', 'hunter2')).code).toBe(2);
    expect((await plain.run('credentials', 'set', 'redis_password', '--value', 'hunter2')).code).toBe(2);
    expect(names()).toEqual([]);
  });

  it('refuses a weak one without a person; a person may take it', async () => {
    strength = { score: 1, guesses_log10: 4, is_strong_enough: false, problem: 'It is a common word.', suggestions: ['Add another word.'] };
    const refused = await piped('password\n', 'credentials', 'set', 'redis_password');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/common word\.\nFix: +Add another word\.[\s\S]+credential_weak/),
    });
    expect(names()).not.toContain('credentials.set');
    expect((await piped('password\n', 'credentials', 'set', 'redis_password', '--accept-weak')).code).toBe(0);
    expect(inputOf('credentials.set')).toMatchObject({ accept_weak: true });
    const person = answer(...typeTwice, ['although it can be guessed? [y/N]', 'n\r']);
    const [{ code }] = await Promise.all([screen.run('credentials', 'set', 'redis_password'), person]);
    expect([code, names().filter((name) => name === 'credentials.set').length]).toEqual([1, 1]);
  });

  it.each([
    ['a\tb', 'control characters'],
    [' hunter2', 'begin or end with a space'],
    ['x'.repeat(257), 'at most 256'],
  ])('refuses %j before it is sent, by its rule', async (value, rule) => {
    const { code, stderr } = await piped(`${value}\n`, 'credentials', 'set', 'redis_password');
    expect([code, stderr.includes(rule), stderr.includes(value)]).toEqual([2, true, false]);
    expect(names()).not.toContain('credentials.check');
  });
});

describe('rotate, repair and generate', () => {
  it('rotates by name or all, and says which services restart', async () => {
    expect((await plain.run('credentials', 'rotate')).code).toBe(2);
    expect((await plain.run('credentials', 'rotate', 'redis_password', '--all')).code).toBe(2);
    expect(await plain.run('credentials', 'rotate', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There are: redis_password'),
    });
    expect((await plain.run('credentials', 'rotate', '--all')).stderr).toContain('Restarts, where they run: web, grafana\n');
    expect(inputOf('credentials.rotate')).toEqual({ names: [] });
    host.answers['tasks.read'] = () =>
      sampleTask({ state: 'failed', error: new GantryError('credential_refused', { message: 'redis refuses it; restored.' }).toBody() });
    const { code, stdout } = await plain.run('credentials', 'rotate', 'redis_password');
    expect([code, inputOf('credentials.rotate')]).toEqual([1, { names: ['redis_password'] }]);
    expect(stdout).toContain('redis refuses it; restored.');
  });

  it('asks on a terminal, and no means no', async () => {
    const [{ code }] = await Promise.all([screen.run('credentials', 'rotate', '--all'), answer(['Rotate 2 secrets? [y/N]', 'n\r'])]);
    expect([code, names().includes('credentials.rotate')]).toEqual([1, false]);
  });

  it('repairs, and generates what is missing', async () => {
    expect((await plain.run('credentials', 'repair', 'redis_password')).code).toBe(0);
    expect(inputOf('credentials.repair')).toEqual({ name: 'redis_password' });
    host.answers['credentials.generate'] = () => ({ made: ['a', 'b'] });
    expect((await plain.run('credentials', 'generate', 'a', 'b')).stdout).toBe('Made: a, b\n');
    expect(inputOf('credentials.generate')).toEqual({ names: ['a', 'b'] });
  });
});

describe('show and export', () => {
  it('show prints the value alone', async () => {
    host.answers['credentials.reveal'] = () => ({ name: 'redis_password', value: secret });
    expect(await plain.run('credentials', 'show', 'redis_password')).toMatchObject({ code: 0, stdout: `${secret}\n`, stderr: '' });
  });

  it('export prints the file; --delete deletes it', async () => {
    host.answers['credentials.export'] = () => ({ file: '/x/export.env', names: ['A', 'B'] });
    expect(await plain.run('credentials', 'export')).toMatchObject({
      stdout: '/x/export.env\n',
      stderr: expect.stringContaining('2 secrets'),
    });
    expect((await plain.run('credentials', 'export', '--delete')).stdout).toBe('Deleted.\n');
    expect(names().at(-1)).toBe('credentials.delete-export');
  });
});

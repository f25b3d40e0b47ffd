import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type Task } from '#contract';
import {
  sampleConfiguration,
  sampleEntry,
  samplePreview,
  sampleRevision,
  sampleStep,
  sampleStepId,
  sampleVariable,
} from '../testing/config-samples.ts';
import { sampleTask } from '../testing/stack-samples.ts';
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
  screen = openTerminal({ home, columns: 100 });
  host.answers['config.read'] = () =>
    sampleConfiguration([
      sampleEntry(),
      sampleVariable(),
      sampleEntry({ key: 'x.secret', schema: { type: 'string' }, is_secret: true, value: null }),
    ]);
  host.answers['config.preview'] = () => samplePreview();
  host.answers['config.apply'] = () => ({ step: sampleStep(), revision: sampleRevision, task: null });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const over = (change: Partial<Task> = {}) =>
  sampleTask({ state: 'succeeded', title: 'Apply', ended_at: '2026-01-31T10:00:12.000Z', ...change });
const names = () => host.asked.map(({ name }) => name);
const inputsOf = (name: string) => host.asked.filter((asked) => asked.name === name).map(({ input }) => input);
const until = async (isDone: () => boolean) => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('reading', () => {
  it('list shows key, value, unit and origin; words and --changed narrow it', async () => {
    const { code, stdout } = await plain.run('config');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^embeddings\.batchSize +32 +texts +default$/m);
    expect(stdout).toMatch(/^WEB_PORT +8080 +user: \/home\/config\/stack\.env:2$/m);
    expect(stdout).toMatch(/^x\.secret +\(secret\)/m);
    expect((await plain.run('config', 'list', 'port', 'WEB')).stdout).not.toContain('batchSize');
    expect((await plain.run('config', 'list', '--changed')).stdout).not.toContain('batchSize');
    expect((await plain.run('config', 'list', 'nowhere')).stdout).toBe('There is no such key.\n');
    expect(JSON.parse((await plain.run('config', 'list', '--changed', '--json')).stdout).entries).toHaveLength(1);
    await plain.run('config', 'list', '--document', 'variables');
    expect(inputsOf('config.read').at(-1)).toEqual({ document: 'variables' });
  });

  it('list says what is wrong in the files, what is missing and what waits', async () => {
    const problem = { key: 'server.port', line: 3, rule: 'must be at most 65535' };
    host.answers['config.read'] = () =>
      sampleConfiguration([sampleEntry()], {
        documents: [{ name: 'settings', file: '/c/config.yaml', revision: sampleRevision, problems: [problem] }],
        missing: ['new.key'],
        waits_for_restart: ['log.level'],
      });
    const { stdout } = await plain.run('config', 'list');
    for (const text of ['/c/config.yaml:3: server.port must be at most 65535', 'new.key', '(gantry host restart): log.level'])
      expect(stdout).toContain(text);
  });

  it('get prints the value alone, and of a secret nothing', async () => {
    expect(await plain.run('config', 'get', 'WEB_PORT')).toMatchObject({ code: 0, stdout: '8080\n' });
    expect(JSON.parse((await plain.run('config', 'get', 'embeddings.batchSize', '--json')).stdout)).toMatchObject({ value: 32 });
    expect(await plain.run('config', 'get', 'x.secret')).toMatchObject({ code: 1, stdout: '' });
    expect(await plain.run('config', 'get', 'batchsize')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Is it embeddings.batchSize?'),
    });
  });

  it('explain tells every layer with its place, the range, drift and the last changes', async () => {
    const drift = {
      key: 'WEB_PORT',
      service: 'web',
      where: 'container' as const,
      expected: '8080',
      actual: '80',
      detail: 'It was made before.',
    };
    host.answers['config.explain'] = () => ({
      entry: sampleVariable(),
      drift: [drift],
      history: [sampleStep({ changed: [{ key: 'WEB_PORT', from: '80', to: '8080' }] })],
    });
    const { stdout } = await plain.run('config', 'explain', 'WEB_PORT');
    for (const text of [
      'WEB_PORT = 8080\n  Port of web.\n',
      'Default:  80',
      'Restarts: web',
      'default       80\n',
      'user          8080  /home/config/stack.env:2',
      'differs  WEB_PORT: web (container) has 80, the files say 8080\n    It was made before.',
      'edit by first  80 → 8080  faster',
    ])
      expect(stdout).toContain(text);
    host.answers['config.read'] = () =>
      sampleConfiguration([sampleEntry(), sampleEntry({ key: 'a.b', value: 5, origin: { layer: 'user', place: 'f:1' } })]);
    const all = (await plain.run('config', 'explain')).stdout;
    expect(all).toContain('a.b = 5 texts');
    expect(all).toContain('Allowed:  integer from 1 to 256 texts');
    expect(all).toContain('still runs with 32');
    expect(all).not.toContain('embeddings.batchSize');
  });

  it('drift exits 1 when something differs and says what was not looked up', async () => {
    const checked = [{ service: 'web', where: 'container' as const, values: 0, reason: 'it does not run' }];
    host.answers['config.drift'] = () => ({ drift: [], checked });
    expect(await plain.run('config', 'drift')).toMatchObject({
      code: 0,
      stdout: 'Nothing differs from the files where it was looked up.\nweb (container): not compared: it does not run\n',
    });
    host.answers['config.drift'] = () => ({
      drift: [{ key: 'log.level', service: null, where: 'host', expected: 'debug', actual: 'info', detail: 'Restart it.' }],
      checked,
    });
    expect(await plain.run('config', 'drift')).toMatchObject({ code: 1, stdout: expect.stringContaining('Gantry (host) has info') });
  });

  it('history lists steps, with --diff line by line; schema is JSON', async () => {
    host.answers['config.history'] = () => ({ steps: [sampleStep({ state: 'rolled_back', note: 'web became unhealthy' })] });
    expect((await plain.run('config', 'history')).stdout).toMatch(
      /rolled back +edit +embeddings\.batchSize +first +faster; web became unhealthy +1769853600000-0123abcd$/m,
    );
    expect((await plain.run('config', 'history', '--diff', '--limit', '5')).stdout).toContain('\n+  batchSize: 64\n');
    expect(inputsOf('config.history').at(-1)).toEqual({ limit: 5 });
    host.answers['config.schema'] = () => ({ type: 'object' });
    expect(JSON.parse((await plain.run('config', 'schema', '--document', 'variables')).stdout)).toEqual({ type: 'object' });
    expect(inputsOf('config.schema')).toEqual([{ document: 'variables' }]);
  });
});

describe('set and unset', () => {
  it('previews, shows, and applies with the revision it was made from', async () => {
    const dryRun = { service: 'web', command: 'nginx -t', state: 'passed' as const, output: '' };
    host.answers['config.preview'] = () => samplePreview({ dry_runs: [dryRun] });
    const { code, stdout, stderr } = await plain.run('config', 'set', 'embeddings.batchSize=64', '--reason', 'faster', '--watch', '5');
    expect(code).toBe(0);
    const edit = { document: 'settings', base_revision: sampleRevision, changes: [{ key: 'embeddings.batchSize', value: 64 }] };
    expect(inputsOf('config.preview')).toEqual([{ ...edit, dry_run: true }]);
    expect(inputsOf('config.apply')).toEqual([{ ...edit, reason: 'faster', restart: true, watch_seconds: 5 }]);
    for (const text of ['+  batchSize: 64\n', 'Gantry itself starts again for: embeddings.batchSize', 'passed  nginx -t (web)'])
      expect(stderr).toContain(text);
    expect(stdout).toBe(`Written. Take it back: gantry config undo ${sampleStepId}\n`);
  });

  it('asks on a terminal, and no means no', async () => {
    const [{ code, stderr }] = await Promise.all([
      screen.run('config', 'set', 'WEB_PORT=81'),
      until(() => screen.text().includes('[y/N]')).then(() => screen.type('n\n')),
    ]);
    expect([code, names().includes('config.apply')]).toEqual([1, false]);
    expect(stderr).toContain('Nothing was changed.');
  });

  it('tells every mistake by key and line, and writes nothing', async () => {
    const rules = ['must be at most 256', 'must be less than server.maxInputs'];
    const problems = rules.map((rule, index) => ({ key: 'embeddings.batchSize', line: index + 2, rule }));
    host.answers['config.preview'] = () => samplePreview({ is_valid: false, problems });
    const { code, stderr } = await plain.run('config', 'set', 'embeddings.batchSize=5000');
    expect([code, names().includes('config.apply')]).toEqual([2, false]);
    for (const rule of rules) expect(stderr).toContain(`embeddings.batchSize ${rule}`);
    expect(stderr).toContain('/home/config/config.yaml:2: ');
  });

  it('follows the restarts to their end and says that the change was taken back, with exit 1', async () => {
    host.answers['config.apply'] = () => ({ step: sampleStep({ state: 'watching' }), revision: sampleRevision, task: sampleTask() });
    host.answers['tasks.read'] = () => over();
    host.answers['config.history'] = () => ({ steps: [sampleStep({ state: 'rolled_back', note: 'web became unhealthy after 4 s' })] });
    const { code, stdout } = await plain.run('config', 'set', 'WEB_PORT=81');
    expect(code).toBe(1);
    expect(stdout).toContain('The change was taken back, and the file is as it was.\n  web became unhealthy after 4 s');
    host.answers['config.history'] = () => ({ steps: [sampleStep({ state: 'kept' })] });
    const kept = await plain.run('config', 'set', 'WEB_PORT=81', '--json');
    expect(kept.code).toBe(0);
    expect(JSON.parse(kept.stdout)).toMatchObject({ step: { state: 'kept' }, task: { state: 'succeeded' } });
  });

  it('follows a host that comes back at another port', async () => {
    const next = await startStandInHost();
    host.answers['config.apply'] = () => ({ step: sampleStep({ state: 'watching' }), revision: sampleRevision, task: sampleTask() });
    host.answers['tasks.read'] = () => {
      throw new GantryError('draining');
    };
    next.answers['tasks.read'] = () => over();
    next.answers['config.history'] = () => ({ steps: [sampleStep({ state: 'kept' })] });
    const restart = async () => {
      await until(() => names().includes('tasks.read'));
      host.close();
      await next.announce(home);
    };
    const [{ code, stdout }] = await Promise.all([plain.run('config', 'set', 'embeddings.batchSize=64'), restart()]);
    next.close();
    expect(code).toBe(0);
    expect(stdout).toContain('The change is kept.');
  });

  it('looks once more at a file that another one changed, then gives up', async () => {
    let revision = 0;
    host.answers['config.read'] = () => {
      revision += 1;
      const documents = [{ name: 'settings' as const, file: '/c/config.yaml', revision: String(revision).padStart(16, '0'), problems: [] }];
      return sampleConfiguration([sampleEntry()], { documents });
    };
    host.answers['config.apply'] = ({ base_revision: base }: { base_revision: string }) => {
      if (Number(base) < 2) throw new GantryError('config_changed');
      return { step: sampleStep(), revision: sampleRevision, task: null };
    };
    const { code, stderr } = await plain.run('config', 'set', 'embeddings.batchSize=64');
    expect([code, inputsOf('config.preview').length]).toEqual([0, 2]);
    expect(stderr).toContain('/c/config.yaml was changed by another one meanwhile.');
    host.answers['config.apply'] = () => {
      throw new GantryError('config_changed');
    };
    expect(await plain.run('config', 'set', 'embeddings.batchSize=64')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('config_changed'),
    });
  });

  it('never takes a secret as an argument; without a value it is asked for', async () => {
    const refused = await plain.run('config', 'set', 'x.secret=hunter2');
    expect([refused.code, refused.stderr.includes('hunter2'), names().includes('config.preview')]).toEqual([2, false, false]);
    const person = async () => {
      for (const prompt of ['x.secret: ', 'again: ']) {
        await until(() => screen.text().includes(prompt));
        screen.type('hunter2\r');
      }
    };
    const [{ code, stderr }] = await Promise.all([screen.run('config', 'set', 'x.secret', '--yes'), person()]);
    expect([code, stderr.includes('hunter2')]).toEqual([0, false]);
    expect(inputsOf('config.apply')).toMatchObject([{ changes: [{ key: 'x.secret', value: 'hunter2' }] }]);
  });

  it.each([
    [['embeddings.batchSize'], 'batchSize=VALUE'],
    [['embeddings.batchSize=many'], 'must be a whole number'],
    [['embeddings.batchSize=1', 'WEB_PORT=2'], 'two files'],
    [['WEB_PORT=1', 'WEB_PORT=2'], 'given once'],
  ])('%j is refused before anything is asked', async (words, text) => {
    const { code, stderr } = await plain.run('config', 'set', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(names()).toEqual(['config.read']);
  });

  it('unset takes a key out; --no-restart only writes; nothing to change writes nothing', async () => {
    const { stdout } = await plain.run('config', 'unset', 'WEB_PORT', '--no-restart');
    expect(inputsOf('config.apply')).toMatchObject([
      { document: 'variables', changes: [{ key: 'WEB_PORT', value: null }], restart: false },
    ]);
    expect(stdout).toContain('counts after it');
    host.answers['config.preview'] = () => samplePreview({ diff: '', changed: [] });
    expect(await plain.run('config', 'unset', 'WEB_PORT')).toMatchObject({ code: 0, stdout: 'Nothing changes.\n' });
    expect(inputsOf('config.apply')).toHaveLength(1);
  });
});

describe('undo', () => {
  it('shows what it takes back and does it', async () => {
    host.answers['config.history'] = () => ({ steps: [sampleStep()] });
    host.answers['config.undo'] = () => ({ step: sampleStep({ kind: 'undo', of: sampleStepId }), revision: 'none', task: null });
    const { code, stderr } = await plain.run('config', 'undo', sampleStepId, '--reason', 'slower');
    expect(code).toBe(0);
    expect(stderr).toContain('Takes back:\n-  batchSize: 32\n');
    expect(inputsOf('config.undo')).toEqual([{ id: sampleStepId, reason: 'slower', restart: true, watch_seconds: 30 }]);
    expect((await plain.run('config', 'undo', 'last')).code).toBe(2);
    expect((await plain.run('config', 'undo', '1769853600000-ffffffff')).code).toBe(1);
  });
});

describe('host restart', () => {
  it('waits for the new host and says when it took the configuration back', async () => {
    let isBack = false;
    host.answers['config.read'] = () => sampleConfiguration([sampleEntry()], { waits_for_restart: ['log.level'] });
    host.answers['host.restart'] = () => {
      void host.announce(home).then(() => {
        isBack = true;
      });
      return { restarting: true };
    };
    host.answers['probe.ready'] = () => ({ status: 'ready' });
    host.answers['config.history'] = () => ({
      steps: isBack ? [sampleStep({ kind: 'rollback', note: 'it did not start' }), sampleStep({ id: '1-x' })] : [],
    });
    const { code, stdout, stderr } = await plain.run('host', 'restart');
    expect(stderr).toContain('Counts afterwards: log.level');
    expect(stdout).toBe(`Gantry is ready: ${host.url}\nThe configuration was taken back (embeddings.batchSize): it did not start\n`);
    expect(code).toBe(1);
    host.answers['config.history'] = () => ({ steps: [] });
    expect(JSON.parse((await plain.run('host', 'restart', '--json', '--yes')).stdout)).toEqual({
      ready: true,
      url: host.url,
      taken_back: [],
    });
  });

  it('is refused while the files have mistakes', async () => {
    host.answers['config.history'] = () => ({ steps: [] });
    host.answers['host.restart'] = () => {
      throw new GantryError('config_invalid', { message: 'config.yaml:3: server.port must be a number.' });
    };
    expect(await plain.run('host', 'restart')).toMatchObject({ code: 2, stderr: expect.stringContaining('server.port must be') });
  });
});

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GantryRun, plainEnvironment, runGantry } from './testing/run-gantry.ts';
import { type StandInHost, startStandInHost } from './testing/stand-in-host.ts';

let home: string;
let host: StandInHost;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const gantry = (options: Pick<GantryRun, 'args' | 'stdin' | 'onOutput'> & { env?: Record<string, string> }) =>
  runGantry({ ...options, env: { ...plainEnvironment(process.env), ...options.env }, home });
const run = (...args: string[]) => gantry({ args });

describe('a mistake in the command', () => {
  it.each([
    [['statuz'], 'Did you mean status'],
    [['search'], 'query'],
    [['search', 'x', '--limit', '0'], 'from 1 to 100'],
    [['search', 'x', '--limit', '1e1'], 'from 1 to 100'],
    [['serve', '--port', '65536'], 'from 0 to 65535'],
    [['events', 'no.such'], 'task.changed'],
    [['tasks', 'show'], 'id'],
    [['index', 'a', 'b'], 'too many arguments'],
    [['up', '--pull', 'sometimes'], 'missing'],
    [['limits', 'web', '--memory', 'much'], '512m'],
    [['logs', '--since', 'yesterday'], 'timestamp'],
    [['ports', '--remap', 'web'], 'web:80'],
    [['exec', 'web'], 'command'],
    [['storage', 'switch', 'moon'], 'embedded'],
    [['token', 'create', 'a'], '--scope'],
    [['token', 'create', 'a', '--scope', 'write'], 'read, search, ingest, chat, admin'],
    [['token', 'create', 'a', '--scope', 'read', '--days', '0'], 'from 1 to 3650'],
    [['token', 'create', 'a', '--scope', 'read', '--days', '1', '--never'], 'cannot be used with'],
    [['token', 'edit', 'a', '--per-minute', 'many'], 'from 0 to 1000000'],
    [['token', 'revoke'], 'name-or-id'],
    [['config', 'set'], 'key=value'],
    [['config', 'history', '--document', 'moon'], 'variables'],
    [['config', 'set', 'a.b=1', '--watch', '601'], 'from 0 to 600'],
    [['credentials', 'store', '--to', 'moon'], 'keychain'],
    [['credentials', 'set'], 'name'],
    [['host'], 'restart'],
    [[], 'Usage'],
  ])('%j ends with 2 and says what', async (args, text) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(stdout).toBe('');
  });

  it('is JSON with --json', async () => {
    const { code, stdout } = await run('search', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid_value', message: expect.stringContaining('query') } });
  });

  it('--help and --version are none, and help says the exit codes', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Exit codes:\n {2}0 +ok[\s\S]+3 +no host runs/);
  });
});

describe('without a host', () => {
  it.each([
    ['status'],
    ['open'],
    ['index', '.'],
    ['search', 'x'],
    ['embed', 'x'],
    ['tasks'],
    ['documents', 'list'],
    ['events'],
    ['up'],
    ['why', 'web'],
    ['logs'],
    ['ports'],
    ['token', 'list'],
    ['config'],
    ['config', 'check'],
    ['config', 'edit'],
    ['credentials'],
    ['credentials', 'rotate', '--all'],
    ['host', 'restart'],
  ])('%s ends with 3 and says how to start one', async (...args) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/Fix: .+ run gantry -- run$/m);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });

  it('says so as JSON, and with --debug where', async () => {
    const { code, stdout, stderr } = await run('status', '--json', '--debug');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'host_unreachable', fix: expect.any(String) } });
    expect(stderr).toContain('    at ');
  });

  it('does not give the token to whoever listens where a dead host was', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.on('exit', resolve));
    await host.announce(home, dead.pid);
    expect((await run('status')).code).toBe(3);
    expect(host.asked).toEqual([]);
  });

  it('a refused token is not a missing host', async () => {
    await host.announce(home);
    await writeFile(join(home, 'config', 'api-token'), 'another');
    expect(await run('tasks')).toMatchObject({ code: 1, stderr: expect.stringContaining('token_invalid') });
  });
});

describe('run', () => {
  it('says why there is no window and ends with the code of the host', async () => {
    await writeFile(join(home, 'config'), 'a file where the folder must be');
    const { code, stdout, stderr } = await run('run');
    expect(stdout).toBe('No window: no display (DISPLAY and WAYLAND_DISPLAY are not set). The panel is in the browser.\n');
    expect(stderr).toContain(join(home, 'config'));
    expect(code).toBe(1);
  });
});

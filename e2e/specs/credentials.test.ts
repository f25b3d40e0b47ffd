import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '#contract';
import { type GantryProcess, startGantry, waitFor } from '../gantry-process.ts';
import { tinyModel } from '../images/tiny-model.ts';
import { nastySecrets } from '../nasty-secrets.ts';
import { docker, hasImages, makeStackHome, type StackHome } from '../stack-home.ts';
import { type StackLogins, stackLogins } from '../stack-logins.ts';

const run = promisify(execFile);

/** Secrets on the real programs: what is set by the API logs in from outside, and what was there before does not. */
describe.skipIf(!hasImages)('credentials on real images', () => {
  let home: StackHome;
  let gantry: GantryProcess;
  let logins: StackLogins;

  beforeAll(async () => {
    home = await makeStackHome();
    logins = stackLogins(home);
    gantry = await startGantry(home.home);
    expect((await ended(await gantry.client.call('stack.up', { services: ['postgres', 'redis'], pull: 'never' }))).error).toBeUndefined();
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  async function ended({ id }: { id: string }): Promise<Task> {
    await waitFor(async () => {
      const { state } = await gantry.client.call('tasks.read', { id });
      return ['succeeded', 'failed', 'cancelled', 'interrupted'].includes(state);
    }, 100);
    return gantry.client.call('tasks.read', { id });
  }
  const secretFile = (name: string) => readFile(join(home.home, 'config', 'secrets', name), 'utf8');
  const credential = async (name: string) =>
    (await gantry.client.call('credentials.list', {})).credentials.find((each) => each.name === name);

  async function exported(): Promise<Record<string, string>> {
    const { file } = await gantry.client.call('credentials.export', {});
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { stdout } = await run('sh', ['-c', 'set -a; . "$1"; exec env -0', 'sh', file], { env: { PATH: process.env.PATH } });
    return Object.fromEntries(stdout.split('\0').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
  }

  async function passesItsHealthCheck(name: string): Promise<void> {
    const { exit_code: code, stdout } = await gantry.client.call('stack.exec', { name, command: ['sh', '/gantry/healthcheck.sh'] });
    expect({ code, stdout }).toMatchObject({ code: 0 });
  }

  it('lets in whatever a person may type, at Postgres and Redis, from outside, by file, by URL, and nothing else', async () => {
    let before = { postgres: await secretFile('postgres_password'), redis: await secretFile('redis_password') };
    let taken = 0;
    const refused: string[] = [];
    for (const value of nastySecrets(12, 42)) {
      const redisTask = await ended(await gantry.client.call('credentials.set', { name: 'redis_password', value, accept_weak: true }));
      expect({ value, error: redisTask.error }).toEqual({ value, error: undefined });
      expect(await logins.redis({ password: value })).toBe(true);
      expect(await logins.redis({ password: before.redis })).toBe(false);
      expect(await secretFile('redis_password')).toBe(value);
      await passesItsHealthCheck('redis');
      before = { ...before, redis: value };

      const asked = await gantry.client
        .call('credentials.set', { name: 'postgres_password', value, accept_weak: true })
        .catch((error: { code?: string; message: string }) => error);
      if (!('id' in asked)) {
        expect(asked.code).toBe('invalid_value');
        expect(asked.message).toContain('clients of Postgres');
        refused.push(value);
        continue;
      }
      const task = await ended(asked);
      expect({ value, error: task.error }).toEqual({ value, error: undefined });
      expect(await logins.postgres({ password: value })).toBe(true);
      expect(await logins.postgres({ password: before.postgres })).toBe(false);
      expect(await secretFile('postgres_password')).toBe(value);
      await passesItsHealthCheck('postgres');
      before = { ...before, postgres: value };
      taken += 1;

      const environment = await exported();
      expect(environment).toMatchObject({ POSTGRES_PASSWORD: value, REDIS_PASSWORD: value });
      const { POSTGRES_URL: postgresUrl = '', REDIS_URL: redisUrl = '' } = environment;
      expect(await logins.postgres({ connectionString: postgresUrl })).toBe(true);
      expect(await logins.redis({ url: redisUrl })).toBe(true);
      expect((await run('psql', [postgresUrl, '-Atc', 'SELECT 1'])).stdout).toBe('1\n');
      expect((await run('redis-cli', ['--no-auth-warning', '-u', redisUrl, 'ping'])).stdout).toBe('PONG\n');
    }
    expect(taken).toBeGreaterThanOrEqual(25);
    expect(refused.length).toBeLessThan(taken / 4);
    for (const name of ['postgres', 'redis']) {
      const found = (await gantry.client.call('stack.read', {})).services.find((each) => each.name === name);
      expect(found).toMatchObject({ state: 'ok', outdated: null });
    }
    expect(await credential('postgres_password')).toMatchObject({ state: 'ok', exists: true, rotation: 'live' });
    expect(await credential('redis_password')).toMatchObject({ state: 'ok' });
  }, 600_000);

  it('keeps what was exported apart from what is valid, and deletes it', async () => {
    await gantry.client.call('credentials.export', {});
    const current = async () => (await gantry.client.call('credentials.list', {})).export;
    expect(await current()).toMatchObject({ exists: true, is_current: true });
    await ended(await gantry.client.call('credentials.rotate', { names: ['redis_password'] }));
    expect(await current()).toMatchObject({ exists: true, is_current: false });
    await gantry.client.call('credentials.delete-export', {});
    expect(await current()).toMatchObject({ exists: false });
  });

  it('asks for a stronger one, unless told to take it, and never repeats what was typed', async () => {
    const weak = 'correct-horse'.slice(0, 5);
    const check = await gantry.client.call('credentials.check', { name: 'redis_password', value: weak });
    expect(check).toMatchObject({ is_strong_enough: false });
    const error = await gantry.client
      .call('credentials.set', { name: 'redis_password', value: weak })
      .catch((thrown: { code: string; message: string }) => thrown);
    expect(error).toMatchObject({ code: 'credential_weak' });
    expect(JSON.stringify(error)).not.toContain(weak);
    await expect(gantry.client.call('credentials.rotate', { names: ['no_such_secret'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      gantry.client.call('credentials.set', { name: 'qdrant_api_key', value: 'schlüssel-mit-umlaut-und-laenge', accept_weak: true }),
    ).rejects.toMatchObject({ code: 'invalid_value' });
  });

  it('shows a planted value to nobody: tasks, log, containers, processes', async () => {
    const planted = ['Planted-Postgres-7f3a9c1e5b', 'Planted-Redis-2d8e6f4a0c'];
    const [postgres = '', redis = ''] = planted;
    const leaks: string[] = [];
    let isRunning = true;
    let looks = 0;
    const watching = (async () => {
      while (isRunning) {
        leaks.push(...processesWith(planted));
        looks += 1;
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    })();
    const tasks = [
      await ended(await gantry.client.call('credentials.set', { name: 'postgres_password', value: postgres })),
      await ended(await gantry.client.call('credentials.set', { name: 'redis_password', value: redis })),
    ];
    isRunning = false;
    await watching;
    expect(tasks.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(looks).toBeGreaterThan(10);
    expect(leaks).toEqual([]);
    expect(await logins.postgres({ password: postgres })).toBe(true);
    await gantry.client.call('credentials.reveal', { name: 'redis_password' });
    const state = join(home.home, 'state');
    for (const file of readdirSync(state, { recursive: true, encoding: 'utf8' })) {
      const path = join(state, file);
      if ((await stat(path)).isFile())
        for (const value of planted) expect({ file, has: readFileSync(path).includes(value) }).toEqual({ file, has: false });
    }
    expect(readFileSync(join(state, 'log', 'host.log'), 'utf8')).toContain('credential revealed');
    for (const name of ['postgres', 'redis']) {
      const container = docker.getContainer(`${home.project}-${name}-1`);
      const lines = (await container.logs({ stdout: true, stderr: true })).toString();
      for (const value of planted) {
        expect(JSON.stringify(await container.inspect())).not.toContain(value);
        expect(lines).not.toContain(value);
      }
    }
    const events = JSON.stringify(await gantry.client.call('tasks.list', {}));
    for (const value of planted) expect(events + gantry.output()).not.toContain(value);
  });

  it('replaces the key of llama.cpp by a restart, proven by requests with and without it', async () => {
    await writeFile(join(home.home, 'models', 'model.gguf'), tinyModel());
    expect((await ended(await gantry.client.call('stack.up', { services: ['llama-cpp'], pull: 'never' }))).error).toBeUndefined();
    const status = async (key: string) => {
      const url = `http://127.0.0.1:${home.variables.LLAMA_CPP_PORT}/props`;
      return (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status;
    };
    const before = await secretFile('llama_api_key');
    expect(await credential('llama_api_key')).toMatchObject({ state: 'ok', rotation: 'restart' });
    const task = await ended(await gantry.client.call('credentials.rotate', { names: ['llama_api_key'] }));
    expect(task.error).toBeUndefined();
    expect([await status(await secretFile('llama_api_key')), await status(before)]).toEqual([200, 401]);
    expect(await credential('llama_api_key')).toMatchObject({ state: 'ok' });
    await ended(await gantry.client.call('stack.stop-service', { name: 'llama-cpp' }));
  });

  it('repairs a password that does not match an initialised volume, without touching the data', async () => {
    const right = await logins.postgresClient(await secretFile('postgres_password'));
    await right.query('CREATE TABLE kept AS SELECT 42 AS answer');
    await right.end();
    await ended(await gantry.client.call('stack.stop-service', { name: 'postgres' }));
    const stopped = await ended(await gantry.client.call('credentials.rotate', { names: ['postgres_password'] }));
    expect(stopped.result?.notes).toMatchObject({ postgres_password: expect.stringContaining('checked at its next start') });
    await gantry.client.call('stack.up', { services: ['postgres'], pull: 'never' });
    const why = async () => gantry.client.call('stack.why', { name: 'postgres' });
    await waitFor(async () => (await why()).findings.some(({ cause }) => cause === 'wrong-password-for-volume'), 500);
    const [action] = (await why()).findings.find(({ cause }) => cause === 'wrong-password-for-volume')?.actions ?? [];
    expect(action).toMatchObject({
      operation: 'credentials.repair',
      input: { name: 'postgres_password' },
      command: 'npm run gantry -- credentials repair postgres_password',
    });
    await waitFor(async () => (await credential('postgres_password'))?.state === 'refused', 500);
    const task = await ended(await gantry.client.call('credentials.repair', { name: 'postgres_password' }));
    expect(task.error).toBeUndefined();
    const again = await logins.postgresClient(await secretFile('postgres_password'));
    expect((await again.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    await again.end();
    await waitFor(async () => (await credential('postgres_password'))?.state === 'ok', 200);
  });
});

/** Processes of this computer, those in containers included, whose arguments hold one of these values. */
function processesWith(values: readonly string[]): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return values.some((value) => text.includes(value)) ? [text.slice(0, 80)] : [];
      } catch {
        return [];
      }
    });
}

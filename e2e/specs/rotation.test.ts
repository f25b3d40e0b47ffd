import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '#contract';
import { type GantryProcess, startGantry, waitFor } from '../gantry-process.ts';
import { docker, hasImages, makeStackHome, type StackHome } from '../stack-home.ts';
import { type StackLogins, stackLogins } from '../stack-logins.ts';

const secrets = ['postgres_password', 'redis_password', 'gantry_token'] as const;
const env = { GANTRY__CACHE__PROVIDER: 'stack' };

/** Rotation while the host itself lives on the stack: its documents in Postgres, its cache in Redis. */
describe.skipIf(!hasImages)('rotation on real images', () => {
  let home: StackHome;
  let gantry: GantryProcess;
  let logins: StackLogins;

  beforeAll(async () => {
    home = await makeStackHome();
    logins = stackLogins(home);
    gantry = await startGantry(home.home, { env });
    const services = ['postgres', 'redis', 'prometheus'];
    expect((await ended(await gantry.client.call('stack.up', { services, pull: 'never' }))).error).toBeUndefined();
    expect((await ended(await gantry.client.call('storage.switch', { to: 'stack' }))).error).toBeUndefined();
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  async function ended({ id }: { id: string }): Promise<Task> {
    await waitFor(async () => {
      const { state } = await gantry.client.call('tasks.read', { id });
      return ['succeeded', 'failed', 'cancelled'].includes(state);
    }, 100);
    return gantry.client.call('tasks.read', { id });
  }
  const secretOf = async (name: string) => (await readFile(join(home.home, 'config', 'secrets', name), 'utf8')).trim();
  const values = async () => Object.fromEntries(await Promise.all(secrets.map(async (name) => [name, await secretOf(name)] as const)));
  const container = (name: string) => docker.getContainer(`${home.project}-${name}-1`);

  /** The host is a child of the command line. */
  async function killHost(): Promise<void> {
    const { pid } = JSON.parse(await readFile(join(home.home, 'state', 'run', 'host.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await gantry.stop('SIGKILL');
  }
  const callsTheApi = async (token: string) =>
    (await fetch(`${gantry.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })).status === 200;

  it('replaces all secrets three times under load, and no request fails', async () => {
    const load = new AbortController();
    const failed: string[] = [];
    let asked = 0;
    const client = async (number: number) => {
      for (let turn = 0; !load.signal.aborted; turn += 1) {
        const work =
          turn % 3 === 0
            ? gantry.client.call('documents.create', { title: `C${number} ${turn}`, content: `Crane ${turn} of client ${number}.` })
            : gantry.client.call('search.vector', { query: `crane ${turn % 50} of client ${number}` });
        asked += 1;
        await work.catch((error: { code?: string; message: string }) => failed.push(`${error.code}: ${error.message}`));
      }
    };
    // New connections all the time: each logs in with the value there is at that moment.
    const connecting = async () => {
      while (!load.signal.aborted) {
        const before = await secretOf('postgres_password');
        const isIn = await logins.postgres({ password: before });
        asked += 1;
        // Between server and file lies a moment; who is refused in it reads the file again.
        if (!isIn) {
          await waitFor(async () => (await secretOf('postgres_password')) !== before, 5);
          const now = await secretOf('postgres_password');
          if (!(await logins.postgres({ password: now }))) failed.push('postgres refused the value in its file');
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const clients = [...Array.from({ length: 4 }, (_, number) => client(number)), connecting()];
    const everUsed: Record<string, string>[] = [await values()];
    for (let round = 0; round < 3; round += 1) {
      const task = await ended(await gantry.client.call('credentials.rotate', {}));
      expect(task.error).toBeUndefined();
      expect((task.result as { rotated: string[] }).rotated).toEqual(expect.arrayContaining([...secrets]));
      everUsed.push(await values());
    }
    load.abort();
    await Promise.all(clients);
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(100);
    expect(new Set(everUsed.flatMap((each) => Object.values(each))).size).toBe(secrets.length * 4);
    for (const [index, used] of everUsed.entries()) {
      const isLast = index === everUsed.length - 1;
      expect(await logins.postgres({ password: used.postgres_password ?? '' })).toBe(isLast);
      expect(await logins.redis({ password: used.redis_password ?? '' })).toBe(isLast);
      expect(await callsTheApi(used.gantry_token ?? '')).toBe(isLast);
    }
    const { services } = await gantry.client.call('stack.read', {});
    for (const name of ['postgres', 'redis', 'prometheus'])
      expect(services.find((each) => each.name === name)).toMatchObject({ name, state: 'ok', outdated: null });
    const { credentials } = await gantry.client.call('credentials.list', {});
    for (const name of secrets) expect(credentials.find((each) => each.name === name)).toMatchObject({ name, state: 'ok' });
    const query = `http://127.0.0.1:${home.variables.PROMETHEUS_PORT}/api/v1/query?query=up%7Bjob%3D%22gantry%22%7D`;
    await waitFor(async () => JSON.stringify(await (await fetch(query)).json()).includes('"1"'), 500);
  }, 400_000);

  it('takes everything back where a step fails, and says which and what', async () => {
    const before = await values();
    // The container goes on seeing the former file: its next health check would fail with the new password.
    const file = join(home.home, 'config', 'secrets', 'postgres_password');
    await writeFile(`${file}.new`, before.postgres_password ?? '', { mode: 0o600 });
    await rename(`${file}.new`, file);
    const task = await ended(await gantry.client.call('credentials.rotate', { names: ['postgres_password'] }));
    expect(task.state).toBe('failed');
    expect(task.error?.message).toBe(
      'postgres_password: the step "looks whether postgres sees the file" failed: postgres does not see the file as it is now: it was replaced since its container was made. Restored: password and file.',
    );
    expect(await values()).toEqual(before);
    expect(await logins.postgres({ password: before.postgres_password ?? '' })).toBe(true);
    await ended(await gantry.client.call('stack.restart-service', { name: 'postgres' }));
    expect((await ended(await gantry.client.call('tasks.resume', { id: task.id }))).error).toBeUndefined();
    expect(await logins.postgres({ password: before.postgres_password ?? '' })).toBe(false);
  });

  it('changes nothing where a login proves nothing, for the server lets in everybody', async () => {
    const before = await values();
    const hba = '/var/lib/postgresql/data/pg_hba.conf';
    const sh = (script: string) => gantry.client.call('stack.exec', { name: 'postgres', command: ['sh', '-c', script] });
    const reload = `psql -U gantry -c 'SELECT pg_reload_conf()'`;
    await sh(`cp -p ${hba} ${hba}.kept && sed -i '1i host all all all trust' ${hba} && ${reload}`);
    await waitFor(() => logins.postgres({ password: 'anything' }), 100);
    const task = await ended(await gantry.client.call('credentials.rotate', { names: ['postgres_password'] }));
    await sh(`mv ${hba}.kept ${hba} && ${reload}`);
    await waitFor(async () => !(await logins.postgres({ password: 'anything' })), 100);
    expect(task.error).toMatchObject({ code: 'credential_refused', message: expect.stringMatching(/lets in .* Nothing was changed\.$/) });
    expect(await values()).toEqual(before);
    expect(await logins.postgres({ password: before.postgres_password ?? '' })).toBe(true);
  });

  it('brings the former value back where postgres is killed in the middle', async () => {
    const before = await values();
    const started = await gantry.client.call('credentials.rotate', { names: ['postgres_password'] });
    await waitFor(async () => {
      const { progress } = await gantry.client.call('tasks.read', { id: started.id });
      return progress.current !== undefined;
    }, 5);
    await container('postgres').kill();
    const task = await ended(started);
    await waitFor(async () => {
      const found = (await gantry.client.call('stack.read', {})).services.find(({ name }) => name === 'postgres');
      return found?.state === 'ok';
    }, 200);
    const now = await values();
    expect(await logins.postgres({ password: now.postgres_password ?? '' })).toBe(true);
    // Killed after the last step it is well, and the new one is valid; before that the former one is.
    if (task.state === 'failed') expect(now).toEqual(before);
    else expect(await logins.postgres({ password: before.postgres_password ?? '' })).toBe(false);
  });

  it('finds its database again where it was killed between role and file', async () => {
    const { id } = await gantry.client.call('documents.create', { title: 'Kept', content: 'A crane that outlives its host.' });
    await killHost();
    const next = 'put-aside-by-the-one-that-was-killed';
    await writeFile(join(home.home, 'state', 'secrets-work', 'staged', 'postgres_password'), next, { mode: 0o600 });
    const exec = await container('postgres').exec({ Cmd: ['psql', '-U', 'gantry', '-c', `ALTER ROLE gantry PASSWORD '${next}'`] });
    await exec.start({});
    await waitFor(() => logins.postgres({ password: next }), 100);
    gantry = await startGantry(home.home, { env });
    await waitFor(async () => (await fetch(`${gantry.url}/readyz`)).ok, 200);
    expect(await secretOf('postgres_password')).toBe(next);
    expect((await gantry.client.call('documents.read', { id })).title).toBe('Kept');
  });

  it('goes on after the host was killed in the middle: file and server agree', async () => {
    const seen = new Set<string>();
    for (const waitMs of [60, 250, 500, 900]) {
      const before = await values();
      const { id } = await gantry.client.call('credentials.rotate', { names: ['postgres_password', 'redis_password'] });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      seen.add((await gantry.client.call('tasks.read', { id })).progress.current ?? 'queued');
      await killHost();
      gantry = await startGantry(home.home, { env });
      const task = await ended({ id });
      expect(task).toMatchObject({ state: 'succeeded' });
      const now = await values();
      for (const name of ['postgres_password', 'redis_password']) expect(now[name]).not.toBe(before[name]);
      expect(await logins.postgres({ password: now.postgres_password ?? '' })).toBe(true);
      expect(await logins.postgres({ password: before.postgres_password ?? '' })).toBe(false);
      expect(await logins.redis({ password: now.redis_password ?? '' })).toBe(true);
      expect(await logins.redis({ password: before.redis_password ?? '' })).toBe(false);
    }
    expect(seen.size).toBeGreaterThan(1);
  }, 400_000);
});

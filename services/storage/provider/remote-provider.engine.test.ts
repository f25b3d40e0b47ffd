import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '#contract';
import type { DatabaseAddress } from '../database-address.ts';
import { askBeside } from '../move/test-servers.ts';
import { startPostgres, type TestPostgres, waitUntilUp, whyNoPostgres } from '../test-postgres.ts';
import { makeTestHome, makeTestStorage, removeTestHome } from '../test-storage.ts';

const reason = await whyNoPostgres();
let server: TestPostgres;
let home: string;

/** Storage that is set to the server of the stack. */
async function open(config: Partial<Config['storage']> = {}, change: Partial<DatabaseAddress> = {}) {
  const find = async () => ({ ...(await server.find()), ...change });
  return makeTestStorage(home, { config: { provider: 'stack', ...config }, host: { targets: { stack: find } } });
}

describe.skipIf(reason !== undefined)('a Postgres 17 in a container', () => {
  beforeAll(async () => {
    server = await startPostgres();
    home = await makeTestHome();
  });
  afterAll(async () => {
    await server.remove();
    await removeTestHome(home);
  });
  beforeEach(async () => {
    await askBeside(await server.find()).empty();
  });

  it('is migrated and served from, with checks of its own', async () => {
    const rooms = await open();
    await rooms.start();
    expect(rooms.storage.provider()).toBe('stack');
    const [about] = await rooms.storage.query<{ version: string }>('SELECT version()');
    expect(about?.version).toContain('PostgreSQL 17');
    const names: string[] = [];
    for (const check of rooms.storage.part.checks) {
      names.push(check.name);
      expect(await check.run(AbortSignal.timeout(5000))).toMatchObject({ state: 'ok' });
    }
    expect(names.sort()).toEqual(['database-answers', 'database-durable', 'migrations-current', 'vector-extension']);
    const text = await rooms.metrics.render();
    expect(text).toMatch(/^aidb_db_pool_total [1-4]$/m);
    await rooms.stop();
    await expect(rooms.storage.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  });

  it('gives values as the embedded one does', async () => {
    const rooms = await open();
    await rooms.start();
    const [row] = await rooms.storage.query(
      `SELECT count(*) AS count, 9007199254740993::int8 AS huge, now() AS at, '{"a":1}'::jsonb AS json, '\\x01ff'::bytea AS bytes, null AS nothing`,
    );
    expect(row).toMatchObject({ count: 1, huge: '9007199254740993', json: { a: 1 }, nothing: null, at: expect.any(Date) });
    expect(row?.bytes).toEqual(Buffer.from([1, 255]));
    await rooms.stop();
  });

  it('logs in again where the password was changed between asking for it and the login, and once only', async () => {
    const right = await (await server.find()).password?.();
    const answers: string[] = [];
    let asked = 0;
    const rooms = await open(
      {},
      {
        password: async () => {
          asked += 1;
          return answers.shift() ?? right ?? '';
        },
      },
    );
    await rooms.start();
    // So many at once that new connections are made.
    const work = () => Promise.all(Array.from({ length: 4 }, () => rooms.storage.query<{ one: number }>('SELECT 1 AS one, pg_sleep(0.2)')));
    asked = 0;
    answers.push('the former one');
    expect((await work()).flat().map(({ one }) => one)).toEqual([1, 1, 1, 1]);
    expect(asked).toBeGreaterThan(1);
    await rooms.stop();
  });

  it('ends a statement that takes too long on the server too, unless it may', async () => {
    const rooms = await open({ statementTimeoutMs: 300 });
    await rooms.start();
    const { storage } = rooms;
    await expect(storage.query("SELECT 'marked', pg_sleep(30)")).rejects.toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('storage.statementTimeoutMs'),
    });
    const running =
      "SELECT count(*)::int AS running FROM pg_stat_activity WHERE query LIKE '%marked%' AND state = 'active' AND pid <> pg_backend_pid()";
    expect(await storage.query(running)).toEqual([{ running: 0 }]);
    await storage.transaction(async (connection) => void (await connection.query('SELECT pg_sleep(0.6)')), { timeoutMs: 0 });
    // The limit is there again.
    await expect(storage.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: 'timed_out' });
    await rooms.stop();
  });

  it('says that the connection was lost, and comes back by itself, on another port too', async () => {
    const rooms = await open();
    await rooms.start();
    const before = (await server.find()).port;
    const waiting = rooms.storage.query('SELECT pg_sleep(30)').catch((error: unknown) => error);
    await setTimeout(200);
    await server.container.stop({ t: 0 });
    expect(await waiting).toMatchObject({ code: 'database_unavailable', fix: expect.stringContaining('up postgres') });
    await expect(rooms.storage.query('SELECT 1')).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('Postgres of the stack'),
    });
    await server.container.start();
    await expect.poll(() => rooms.storage.query('SELECT 1 AS one').catch(() => undefined), { timeout: 30_000 }).toEqual([{ one: 1 }]);
    console.info(`port before ${before}, after ${(await server.find()).port}`);
    await rooms.stop();
  });

  it.each<{ what: string; change: Partial<DatabaseAddress>; said: RegExp }>([
    { what: 'a wrong password', change: { password: async () => 'wrong' }, said: /refused the password/ },
    { what: 'no password', change: { password: async () => '' }, said: /wants a password/ },
    { what: 'an unknown user', change: { user: 'nobody' }, said: /refused the password/ },
    { what: 'no such database', change: { database: 'nowhere' }, said: /no database of the configured name/ },
    { what: 'nothing at the port', change: { port: 9 }, said: /nothing listens/ },
    { what: 'an unknown host', change: { host: 'does-not-exist.invalid' }, said: /host name is not known/ },
    { what: 'encryption it does not have', change: { tls: 'require' }, said: /has no encryption/ },
  ])('says what is wrong with $what', async ({ change, said }) => {
    const rooms = await open({}, change);
    await expect(rooms.start()).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringMatching(said),
      fix: expect.stringMatching(/\w+/),
    });
    await rooms.stop();
  });

  it('says that the user may not make tables', async () => {
    await askBeside(await server.find()).query("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'");
    const rooms = await open({}, { user: 'guest', password: async () => 'guest' });
    await expect(rooms.start()).rejects.toMatchObject({ code: 'database_unavailable', fix: expect.stringContaining('owner') });
    await rooms.stop();
  });

  it('reaches a server of one own by settings, with the password of a file', async () => {
    const file = join(home, 'password');
    const address = await server.find();
    const external = { externalHost: address.host, externalPort: address.port, externalTls: 'off' as const, externalPasswordFile: file };
    const rooms = await makeTestStorage(home, { config: { provider: 'external', ...external } });
    await expect(rooms.start()).rejects.toMatchObject({ message: expect.stringContaining('storage.externalPasswordFile') });
    await writeFile(file, 'wrong\n', { mode: 0o600 });
    await expect(rooms.start()).rejects.toMatchObject({ fix: expect.stringContaining('storage.externalPasswordFile') });
    await writeFile(file, `${await address.password?.()}\n`);
    await rooms.start();
    expect(rooms.storage.provider()).toBe('external');
    await rooms.stop();
    const unset = await makeTestStorage(home, { config: { provider: 'external' } });
    await expect(unset.start()).rejects.toMatchObject({ fix: expect.stringContaining('storage.externalHost') });
    await unset.stop();
  });
});

describe.skipIf(reason !== undefined)('a Postgres without pgvector', () => {
  it('is refused, with what to install', async () => {
    const bare = await startPostgres({ prepare: 'rm /usr/share/postgresql/17/extension/vector*' });
    const own = await makeTestHome();
    try {
      await waitUntilUp(bare.address);
      const rooms = await makeTestStorage(own, { host: { targets: { stack: bare.find } } });
      await rooms.start();
      const { id } = await rooms.tasks.start('switch-storage', { to: 'stack' }, 'a test');
      expect(await rooms.tasks.finished(id)).toMatchObject({
        state: 'failed',
        error: { code: 'database_extension_missing', fix: expect.stringContaining('postgresql-17-pgvector') },
      });
      expect(rooms.storage.provider()).toBe('embedded');
      await rooms.stop();
    } finally {
      await bare.remove();
      await removeTestHome(own);
    }
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, stat, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { builtFile, resolvePaths } from '#platform/paths';
import type { DatabaseAddress } from '../database-address.ts';
import { copyTestHome, makeTestHome, makeTestStorage, removeTestHome } from '../test-storage.ts';
import { createEmbedded } from './embedded.ts';

const isRoot = process.getuid?.() === 0;

let template: string;
let home: string;
beforeAll(async () => {
  template = await makeTestHome();
  const rooms = await makeTestStorage(template);
  await rooms.start();
  await rooms.storage.query('CREATE TABLE rows (id int PRIMARY KEY, filler text)');
  await rooms.storage.query("INSERT INTO rows VALUES (-1, 'precious')");
  await rooms.stop();
});
afterAll(() => removeTestHome(template));
beforeEach(async () => {
  home = await copyTestHome(template);
});
afterEach(() => removeTestHome(home));

const database = () => join(home, 'data', 'postgres');

/** Starts storage in a process of its own that inserts rows one by one and prints each that was acknowledged. */
function startWriter() {
  const code = `
    import { makeTestStorage } from ${JSON.stringify(pathToFileURL(builtFile('services/storage/test-storage.js')).href)};
    const { storage, start } = await makeTestStorage(${JSON.stringify(home)});
    await start();
    for (let i = 0; ; i += 1) {
      await storage.query('INSERT INTO rows VALUES ($1, $2)', [i, 'x'.repeat(500)]);
      process.stdout.write(i + '\\n');
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

it('has every acknowledged row after kill -9 in the middle of writing', async () => {
  let acknowledged = -1;
  for (let round = 0; round < 2; round += 1) {
    const writer = startWriter();
    const wanted = 300;
    for await (const line of createInterface(writer.stdout)) {
      acknowledged = Number(line);
      if (acknowledged >= wanted && !writer.killed) writer.kill('SIGKILL');
    }
    expect(acknowledged).toBeGreaterThanOrEqual(wanted);
    expect(await readdir(database())).toContain('postmaster.pid');
    const rooms = await makeTestStorage(home);
    await rooms.start();
    const [row] = await rooms.storage.query<{ rows: number; last: number }>(
      'SELECT count(*) AS rows, max(id) AS last FROM rows WHERE id >= 0',
    );
    // One more may have been written and its word not have come.
    expect([acknowledged, acknowledged + 1]).toContain(row?.last);
    expect(row?.rows).toBe((row?.last ?? 0) + 1);
    await rooms.storage.query('DELETE FROM rows WHERE id >= 0');
    await rooms.stop();
  }
});

it.each<[string, RegExp, (folder: string) => Promise<unknown>]>([
  ['a control file cut short', /pg_control/, (folder) => truncate(join(folder, 'global', 'pg_control'), 100)],
  ['a control file of garbage', /incompatible/, (folder) => writeFile(join(folder, 'global', 'pg_control'), Buffer.alloc(8192, 7))],
  ['no base folder', /base/, (folder) => rm(join(folder, 'base'), { recursive: true })],
  [
    'an empty base folder',
    /base|database/,
    (folder) => rm(join(folder, 'base'), { recursive: true }).then(() => mkdir(join(folder, 'base'))),
  ],
  ['no write-ahead log', /pg_wal/, (folder) => rm(join(folder, 'pg_wal'), { recursive: true })],
  ['an emptied write-ahead log', /checkpoint/, (folder) => emptyFiles(join(folder, 'pg_wal'))],
  ['no PG_VERSION', /PG_VERSION/, (folder) => rm(join(folder, 'PG_VERSION'))],
  ['a PG_VERSION of garbage', /PG_VERSION/, (folder) => writeFile(join(folder, 'PG_VERSION'), '\0\0')],
  [
    'other files only',
    /PG_VERSION/,
    (folder) =>
      rm(folder, { recursive: true })
        .then(() => mkdir(folder))
        .then(() => writeFile(join(folder, 'mine'), 'x')),
  ],
  ['a file in its place', /not a folder/, (folder) => rm(folder, { recursive: true }).then(() => writeFile(folder, 'x'))],
  ['files of Postgres 17', /Postgres 17.*Postgres 18/, (folder) => writeFile(join(folder, 'PG_VERSION'), '17\n')],
])('names a database with %s, says what to do and deletes nothing', async (_what, reason, damage) => {
  await damage(database());
  const before = await listFiles(join(home, 'data'));
  const rooms = await makeTestStorage(home);
  await expect(rooms.start()).rejects.toMatchObject({
    code: 'database_damaged',
    message: expect.stringMatching(reason),
    fix: expect.stringMatching(/^Nothing was deleted\./),
  });
  await expect(rooms.start()).rejects.toMatchObject({ message: expect.stringContaining(database()) });
  await rooms.stop();
  const after = await listFiles(join(home, 'data'));
  // Postgres takes away its own lock and its cache of the catalogue before it reads anything.
  expect(before.filter((file) => !after.includes(file) && !/postmaster\.pid$|pg_internal\.init$/.test(file))).toEqual([]);
});

it('says which file of a table is damaged, and goes on with the rest', async () => {
  const first = await makeTestStorage(home);
  await first.start();
  const [row] = await first.storage.query<{ file: string }>("SELECT pg_relation_filepath('rows') AS file");
  await first.stop();
  const file = join(database(), row?.file ?? '');
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(9, 100, 4000));
  const second = await makeTestStorage(home);
  await second.start();
  await expect(second.storage.query('SELECT * FROM rows')).rejects.toMatchObject({
    code: 'database_damaged',
    message: expect.stringContaining(database()),
  });
  expect(await second.storage.query('SELECT count(*) AS documents FROM documents')).toEqual([{ documents: 0 }]);
  await second.stop();
});

it('starts over what an interrupted first start left', async () => {
  await mkdir(join(home, 'data', 'postgres.unfinished', 'base'), { recursive: true });
  await writeFile(join(home, 'data', 'postgres.unfinished', 'PG_VERSION'), '18\n');
  await rm(database(), { recursive: true });
  await mkdir(database());
  const rooms = await makeTestStorage(home);
  await rooms.start();
  expect(await rooms.storage.query('SELECT count(*) AS documents FROM documents')).toEqual([{ documents: 0 }]);
  expect(await readdir(rooms.paths.data)).toEqual(['postgres']);
  await rooms.stop();
});

it('is started again when its thread ends, and what waited is told', async () => {
  const workers: Worker[] = [];
  const rooms = await makeTestStorage(home, { testing: { onWorker: (worker) => workers.push(worker) } });
  await rooms.start();
  const check = rooms.storage.part.checks.find(({ name }) => name === 'database-answers');
  const waiting = Promise.allSettled([
    rooms.storage.query('SELECT pg_sleep(20)'),
    rooms.storage.transaction(async (connection) => {
      await connection.query('INSERT INTO rows VALUES (1)');
      await connection.query('SELECT pg_sleep(20)');
    }),
    rooms.storage.query('SELECT 1'),
  ]);
  await expect.poll(async () => (await rooms.metrics.render()).match(/aidb_db_pool_in_use (\d)/)?.[1]).toBe('3');
  await workers[0]?.terminate();
  for (const result of await waiting) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: 'database_unavailable', message: expect.stringContaining('thread') },
    });
  }
  await expect(check?.run(AbortSignal.timeout(1000))).rejects.toMatchObject({ code: 'database_unavailable' });
  await expect.poll(() => rooms.storage.query('SELECT id FROM rows').catch(() => undefined), { timeout: 20_000 }).toEqual([{ id: -1 }]);
  expect(workers).toHaveLength(2);
  expect(await check?.run(AbortSignal.timeout(1000))).toMatchObject({ state: 'ok' });
  await rooms.stop();
});

it('survives the end of its backend, as after a FATAL error', async () => {
  const rooms = await makeTestStorage(home);
  await rooms.start();
  const startedAt = await rooms.storage.query('SELECT pg_postmaster_start_time() AS at');
  await expect(rooms.storage.query('SET exit_on_error = on; SELECT 1/0')).rejects.toMatchObject({
    code: 'database_unavailable',
  });
  await expect.poll(() => rooms.storage.query('SELECT id FROM rows').catch(() => undefined), { timeout: 20_000 }).toEqual([{ id: -1 }]);
  expect(await rooms.storage.query('SELECT pg_postmaster_start_time() AS at')).not.toEqual(startedAt);
  await rooms.stop();
});

it.runIf(process.platform !== 'win32')('finds another place for its socket where the run folder is too long', async () => {
  const long = join(home, 'x'.repeat(100));
  await mkdir(long);
  await rename(join(home, 'data'), join(long, 'data'));
  const rooms = await makeTestStorage(long);
  await rooms.start();
  expect(await rooms.storage.query('SELECT id FROM rows')).toEqual([{ id: -1 }]);
  await rooms.stop();
});

it('asks for a password where it listens on a port', async () => {
  const addresses: DatabaseAddress[] = [];
  const embedded = createEmbedded({
    paths: resolvePaths({ GANTRY_HOME: home }),
    log: createLog({ level: 'silent' }),
    onUp: (address) => addresses.push(address),
    useSocket: false,
  });
  await embedded.start(() => undefined);
  const [address] = addresses as [DatabaseAddress];
  expect(address.host).toBe('127.0.0.1');
  const query = async (password: string) => {
    const client = new Client({ host: address.host, port: address.port, user: address.user, password: () => password });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query('SELECT id FROM rows');
    await client.end();
    return rows;
  };
  for (const wrong of ['', 'guess']) await expect(query(wrong)).rejects.toMatchObject({ code: '28P01' });
  expect(await query((await address.password?.()) ?? '')).toEqual([{ id: -1 }]);
  await embedded.stop();
  const rooms = await makeTestStorage(home, { testing: { useSocket: false } });
  await rooms.start();
  expect(await rooms.storage.query('SELECT id FROM rows')).toEqual([{ id: -1 }]);
  await rooms.stop();
});

it.runIf(isRoot)('says that the disk is full, and goes on when there is room again', async () => {
  const small = join(home, 'small');
  await mkdir(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100m', 'tmpfs', small]);
  const rooms = await makeTestStorage(small);
  try {
    await cp(join(home, 'data'), join(small, 'data'), { recursive: true });
    await rooms.start();
    const ballast = join(small, 'ballast');
    const insert =
      'INSERT INTO rows SELECT i + (SELECT max(id) FROM rows) + 2, repeat(md5(random()::text), 30) FROM generate_series(1, 200) AS i';
    const count = async () => (await rooms.storage.query<{ rows: number }>('SELECT count(*) AS rows FROM rows'))[0]?.rows;
    const fill = async (keepBytes: number) => {
      const { bavail, bsize } = await statfs(small);
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - keepBytes)));
    };
    // Little room: a table cannot grow, which is an ordinary error of that statement.
    await fill(64 * 1024);
    await expect(rooms.storage.query(insert)).rejects.toMatchObject({ code: 'disk_full', fix: expect.stringContaining('space') });
    expect(await count()).toBe(1);
    await rm(ballast);
    await rooms.storage.query(insert);
    // Room for tables but not for the next file of the write-ahead log: the backend gives up and is started again.
    await fill(10 * 1024 * 1024);
    let acknowledged = 201;
    const writeUntilFull = async () => {
      for (;;) {
        await rooms.storage.query(insert);
        acknowledged += 200;
      }
    };
    await expect(writeUntilFull()).rejects.toMatchObject({ code: 'disk_full' });
    await rm(ballast);
    await expect.poll(() => rooms.storage.query(insert).catch(() => undefined), { timeout: 40_000 }).toEqual([]);
    expect(await count()).toBe(acknowledged + 200);
  } finally {
    await rooms.stop();
    execFileSync('umount', ['-l', small]);
  }
});

async function emptyFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) await truncate(path, 0);
  }
}

const listFiles = (folder: string) => readdir(folder, { recursive: true });

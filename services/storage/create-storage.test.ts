import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyTestHome, makeTestHome, makeTestStorage, removeTestHome } from './test-storage.ts';

type TestStorage = Awaited<ReturnType<typeof makeTestStorage>>;

let home: string;
let rooms: TestStorage;
beforeAll(async () => {
  home = await makeTestHome();
  rooms = await makeTestStorage(home);
  await rooms.start();
});
afterAll(async () => {
  await rooms.stop();
  await removeTestHome(home);
});

it('makes the database, migrates it as a task and is well', async () => {
  expect(rooms.reasons[0]).toContain('this happens once');
  const [task] = rooms.tasks.list({ kind: 'migrate-database', limit: 10 });
  expect(task).toMatchObject({ state: 'succeeded', progress: { done: 1, total: 1, unit: 'migrations' }, cause: 'the host started' });
  for (const check of rooms.storage.part.checks) {
    const finding = await check.run(AbortSignal.timeout(5000));
    // The machine of a test may have little room; that check has a test of its own.
    if (check.name !== 'free-disk-space') expect(finding).toMatchObject({ state: 'ok' });
    expect(finding.evidence).toMatch(/\d|on/);
  }
});

it('is Postgres 18 with pgvector, with an HNSW index that is used', async () => {
  const { storage } = rooms;
  const [about] = await storage.query<{ version: string }>('SELECT version()');
  expect(about?.version).toContain('PostgreSQL 18');
  const vector = (i: number) => JSON.stringify(Array.from({ length: 384 }, (_, at) => Math.sin(i * (at + 1))));
  await storage.transaction(async (connection) => {
    const [document] = await connection.query<{ id: string }>(
      'INSERT INTO documents (collection, title, source_path, content, content_sha256, metadata) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id',
      ['default', 'One', '/a/b.md', 'text', Buffer.alloc(32), { year: 2020 }],
    );
    for (let i = 0; i < 20; i += 1) {
      await connection.query(
        'INSERT INTO chunks (document_id, ordinal, content, start_char, token_count, embedding, embedding_model) VALUES ($1, $2, $3, 0, 1, $4, $5)',
        [document?.id, i, `chunk ${i}`, vector(i), 'minilm/int8'],
      );
    }
  });
  const found = await storage.transaction(async (connection) => {
    await connection.query('SET LOCAL enable_seqscan = off');
    const plan = await connection.query<{ 'QUERY PLAN': string }>('EXPLAIN SELECT ordinal FROM chunks ORDER BY embedding <=> $1 LIMIT 3', [
      vector(7),
    ]);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('chunks_embedding');
    return connection.query<{ ordinal: number; embedding: string }>(
      'SELECT ordinal, embedding FROM chunks ORDER BY embedding <=> $1 LIMIT 1',
      [vector(7)],
    );
  });
  expect(found[0]?.ordinal).toBe(7);
  expect(found[0]?.embedding).toMatch(/^\[/);
  await storage.query('DELETE FROM documents');
  expect(await storage.query('SELECT 1 FROM chunks')).toEqual([]);
});

it('gives numbers, dates, json and bytes as values', async () => {
  const [row] = await rooms.storage.query(
    `SELECT count(*) AS count, 9007199254740993::int8 AS huge, now() AS at, '{"a":1}'::jsonb AS json, '\\x01ff'::bytea AS bytes, null AS nothing`,
  );
  expect(row).toMatchObject({ count: expect.any(Number), huge: '9007199254740993', json: { a: 1 }, nothing: null });
  expect(row?.at).toBeInstanceOf(Date);
  expect(row?.bytes).toEqual(Buffer.from([1, 255]));
});

it('rolls a transaction back when its work throws, and leaves mistakes in SQL as they are', async () => {
  const { storage } = rooms;
  await storage.query('CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY)');
  const work = storage.transaction(async (connection) => {
    await connection.query('INSERT INTO notes VALUES (1)');
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await storage.query('SELECT * FROM notes')).toEqual([]);
  await expect(storage.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
  await storage.query('INSERT INTO notes VALUES (2)');
  await expect(storage.query('INSERT INTO notes VALUES (2)')).rejects.toMatchObject({ code: '23505' });
});

it('says that a statement took too long, and serves again afterwards', async () => {
  const own = await copyStopped();
  const limited = await makeTestStorage(own, { config: { statementTimeoutMs: 200, poolMaxConnections: 2 } });
  await limited.start();
  try {
    const slow = limited.storage.query('SELECT pg_sleep(1)');
    await expect(slow).rejects.toMatchObject({ code: 'timed_out', message: expect.stringContaining('storage.statementTimeoutMs') });
    await limited.storage.transaction(async (connection) => void (await connection.query('SELECT pg_sleep(0.4)')), { timeoutMs: 0 });
    expect(await limited.storage.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    await limited.stop();
    await removeTestHome(own);
  }
});

it('says that no connection became free in time', async () => {
  const own = await copyStopped();
  const small = await makeTestStorage(own, { config: { poolMaxConnections: 1, poolAcquireTimeoutMs: 100 } });
  await small.start();
  try {
    await small.storage.transaction(async () => {
      await expect(small.storage.query('SELECT 1')).rejects.toMatchObject({
        code: 'database_unavailable',
        message: expect.stringContaining('storage.poolAcquireTimeoutMs'),
      });
    });
    expect(await small.storage.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    await small.stop();
    await removeTestHome(own);
  }
});

it('measures what it does', async () => {
  await rooms.storage.query('SELECT 1');
  const text = await rooms.metrics.render();
  for (const name of ['size', 'total', 'idle', 'in_use', 'waiting', 'acquire_seconds_count'])
    expect(text).toMatch(new RegExp(`^aidb_db_pool_${name} \\d`, 'm'));
  expect(text).toMatch(/^aidb_db_queries_total\{outcome="ok"\} [1-9]/m);
  expect(text).toMatch(/^aidb_db_query_seconds_count [1-9]/m);
  const figures = rooms.sampler.history(60).figures.map(({ name }) => name);
  expect(figures).toEqual(expect.arrayContaining(['db_pool_in_use', 'db_pool_waiting', 'db_query_p95']));
});

it('is only for its owner', async () => {
  expect((await stat(join(rooms.paths.data, 'postgres'))).mode & 0o077).toBe(0);
  expect((await stat(rooms.paths.run)).mode & 0o077).toBe(0);
  expect(await readdir(rooms.paths.run)).toEqual(['.s.PGSQL.5432']);
});

it('starts again with what it had, does not migrate twice, and says when it is not running', async () => {
  const own = await copyStopped();
  const first = await makeTestStorage(own);
  await first.start();
  const id = randomUUID();
  await first.storage.query("INSERT INTO documents (id, title, content, content_sha256) VALUES ($1, 't', 'c', $2)", [id, Buffer.alloc(32)]);
  await first.stop();
  await expect(first.storage.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  const second = await makeTestStorage(own);
  await second.start();
  expect(second.tasks.list({ limit: 10 })).toEqual(first.tasks.list({ limit: 10 }));
  expect(await second.storage.query('SELECT id FROM documents')).toEqual([{ id }]);
  await second.stop();
  await second.start();
  expect(await second.storage.query('SELECT id FROM documents')).toEqual([{ id }]);
  await second.stop();
  await removeTestHome(own);
});

let stopped: string | undefined;
afterAll(() => (stopped === undefined ? undefined : removeTestHome(stopped)));

/** A home with a database of its own that is not running. */
async function copyStopped(): Promise<string> {
  if (stopped === undefined) {
    stopped = await makeTestHome();
    const template = await makeTestStorage(stopped);
    await template.start();
    await template.stop();
  }
  return copyTestHome(stopped);
}

import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Task } from '#contract';
import type { FindDatabase } from '../database-address.ts';
import type { Storage } from '../storage.ts';
import { copyTestHome, makeTestHome, makeTestStorage, removeTestHome } from '../test-storage.ts';
import type { TestServer } from './test-servers.ts';

type Rooms = Awaited<ReturnType<typeof makeTestStorage>>;

const width = 384;
const documents = 120;
const chunksPerDocument = 5;

/** A vector like no other, with awkward numbers among its own: the smallest, a negative zero, one that has no exact decimals. */
function vectorOf(seed: number): string {
  const numbers = createHash('shake128', { outputLength: width * 2 })
    .update(String(seed))
    .digest();
  const values = Array.from({ length: width }, (_, at) => Math.fround(numbers.readInt16LE(at * 2) / 30_000));
  return `[1.1754944e-38,-0,0.1,${values.slice(3).join(',')}]`;
}

/** Stores a document with chunks as search does. */
export async function store(storage: Storage, seed: number, id: string = randomUUID()): Promise<string> {
  await storage.transaction(async (connection) => {
    const content = `Document ${seed}: 'quotes', "double", \\ backslash, {braces}, NULL, \n line, ü 漢 😀`;
    await connection.query(
      `INSERT INTO documents (id, collection, title, source_path, content, content_sha256, metadata, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, '2024-02-29 23:59:59.123456+01') ON CONFLICT (id) DO UPDATE SET content = excluded.content || $3, updated_at = now()`,
      [
        id,
        seed % 2 === 0 ? 'even' : 'odd',
        `title ${seed}`,
        seed % 3 === 0 ? null : `/files/${seed}`,
        content,
        createHash('sha256').update(content).digest(),
        { seed, nested: { 'a"b': [1.5, null, 'x'] } },
      ],
    );
    await connection.query('DELETE FROM chunks WHERE document_id = $1', [id]);
    for (let ordinal = 0; ordinal < chunksPerDocument; ordinal += 1) {
      await connection.query(
        'INSERT INTO chunks (document_id, ordinal, content, start_char, token_count, embedding, embedding_model) VALUES ($1, $2, $3, 0, 7, $4, $5)',
        [id, ordinal, `chunk ${seed}.${ordinal}`, vectorOf(seed * 10 + ordinal), 'minilm int8'],
      );
    }
  });
  return id;
}

/** Everything a database holds, byte for byte. */
async function contentOf(storage: Pick<Storage, 'query'>): Promise<string> {
  const rows = await storage.query(
    `SELECT md5(string_agg(row, ',' ORDER BY row)) AS all FROM (
       SELECT id::text || collection || title || coalesce(source_path, '-') || content || encode(content_sha256, 'hex') || metadata::text ||
              extract(epoch FROM created_at)::text || extract(epoch FROM updated_at)::text AS row FROM documents
       UNION ALL SELECT id::text || document_id || ordinal || content || start_char || token_count || encode(vector_send(embedding), 'hex') || embedding_model FROM chunks
     ) AS rows`,
  );
  return String(rows[0]?.all);
}

async function search(storage: Storage): Promise<unknown[]> {
  return storage.query(
    'SELECT d.title, c.ordinal FROM chunks c JOIN documents d ON d.id = c.document_id ORDER BY c.embedding <=> $1, d.title, c.ordinal LIMIT 10',
    [vectorOf(333)],
  );
}

/** Registers the tests of the switch against one kind of server. Going back under load takes long where machines are slow. */
export function testSwitching(
  startServer: () => Promise<TestServer>,
  { isBackUnderLoad = false }: { isBackUnderLoad?: boolean } = {},
): void {
  let server: TestServer;
  let template: string;
  let home: string;
  let rooms: Rooms;
  const ids: string[] = [];

  const findServer: FindDatabase = async () => server.address;
  const open = async (host: Parameters<typeof makeTestStorage>[1] = {}) => {
    rooms = await makeTestStorage(home, { ...host, host: { targets: { stack: findServer }, ...host.host } });
    await rooms.start();
    return rooms;
  };

  async function switchTo(to: 'embedded' | 'stack', input: { replace?: boolean } = {}): Promise<Task> {
    const { id } = await rooms.tasks.start('switch-storage', { to, ...input }, 'a test');
    return rooms.tasks.finished(id);
  }

  beforeAll(async () => {
    server = await startServer();
    template = await makeTestHome();
    const first = await makeTestStorage(template);
    await first.start();
    for (let seed = 0; seed < documents; seed += 1) ids.push(await store(first.storage, seed));
    await first.stop();
  });
  afterAll(async () => {
    await removeTestHome(template);
    await server.stop();
  });
  beforeEach(async () => {
    await server.empty();
    home = await copyTestHome(template);
  });
  afterEach(async () => {
    await rooms.stop();
    await removeTestHome(home);
  });

  it('moves everything bit for bit, remembers it, and goes back with what was stored since', async () => {
    const { storage } = await open();
    const [before, found] = [await contentOf(storage), await search(storage)];
    expect(await switchTo('stack')).toMatchObject({
      state: 'succeeded',
      problems: [],
      progress: { unit: 'rows', done: documents * 6, total: documents * 6 },
      result: {
        from: 'embedded',
        to: 'stack',
        documents,
        chunks: documents * chunksPerDocument,
        copied_ms: expect.any(Number),
        paused_ms: expect.any(Number),
        verified: { rows: documents * 6, searches: 5 },
      },
    });
    expect(storage.provider()).toBe('stack');
    expect([await contentOf(storage), await search(storage)]).toEqual([before, found]);
    // What serves is that server, in its final form: nothing of the move is left, indexes and foreign keys are there.
    expect(await server.query('SELECT count(*)::int AS documents FROM documents')).toEqual([{ documents }]);
    expect(
      await server.query(`SELECT to_regclass('storage_move') AS note, to_regclass('storage_changes') AS log,
        (SELECT count(*)::int FROM pg_constraint WHERE contype = 'f' AND convalidated) AS keys,
        (SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM pg_index WHERE indrelid IN ('documents'::regclass, 'chunks'::regclass)
            AND indisvalid) IS NOT NULL AS indexes`),
    ).toEqual([{ note: null, log: null, keys: 1, indexes: true }]);
    expect(await server.query("SELECT count(*)::int AS indexes FROM pg_indexes WHERE tablename IN ('documents', 'chunks')")).toEqual([
      { indexes: 9 },
    ]);

    await rooms.stop();
    await open();
    expect(rooms.storage.provider()).toBe('stack');
    expect(await contentOf(rooms.storage)).toBe(before);
    await store(rooms.storage, 1000);
    await rooms.storage.query('DELETE FROM documents WHERE id = $1', [ids[0]]);
    await store(rooms.storage, 7, ids[7]);
    const [changed, foundThen] = [await contentOf(rooms.storage), await search(rooms.storage)];
    expect(await switchTo('embedded')).toMatchObject({ state: 'succeeded', result: { from: 'stack', to: 'embedded', documents } });
    expect(rooms.storage.provider()).toBe('embedded');
    expect([await contentOf(rooms.storage), await search(rooms.storage)]).toEqual([changed, foundThen]);
    // And once more, on top of what was left there.
    expect(await switchTo('stack')).toMatchObject({ state: 'succeeded', result: { documents } });
    expect(await contentOf(rooms.storage)).toBe(changed);
  });

  it('loses no write and fails no request while it switches under load', async () => {
    const { storage } = await open();
    const abort = new AbortController();
    const written = new Map<string, number>();
    const deleted = new Set<string>();
    let reads = 0;
    const writer = async (number: number) => {
      for (let i = 0; !abort.signal.aborted; i += 1) {
        const seed = 10_000 * number + i;
        written.set(await store(storage, seed), seed);
        const old = ids[number * 40 + (i % 40)];
        if (old !== undefined && i % 3 === 0) await store(storage, -seed, old).then(() => deleted.delete(old));
        if (old !== undefined && i % 3 === 1) {
          await storage.query('DELETE FROM documents WHERE id = $1', [old]);
          deleted.add(old);
        }
        await setTimeout(40);
      }
    };
    const reader = async () => {
      while (!abort.signal.aborted) {
        await search(storage);
        reads += 1;
        await setTimeout(2);
      }
    };
    const load = Promise.all([writer(1), writer(2), reader()]);
    load.catch(() => abort.abort());
    await setTimeout(200);
    const there = await switchTo('stack');
    expect(there).toMatchObject({ state: 'succeeded' });
    await setTimeout(200);
    const back = isBackUnderLoad ? await switchTo('embedded') : there;
    expect(back).toMatchObject({ state: 'succeeded' });
    await setTimeout(200);
    abort.abort();
    // Rejects with the first request that failed.
    await load;
    const stored = await storage.query<{ id: string; chunks: number }>(
      'SELECT d.id, count(c.id)::int AS chunks FROM documents d LEFT JOIN chunks c ON c.document_id = d.id GROUP BY d.id',
    );
    const chunks = new Map(stored.map((row) => [row.id, row.chunks]));
    const wrong = [...written.keys()].filter((id) => chunks.get(id) !== chunksPerDocument);
    expect(wrong).toEqual([]);
    expect([...deleted].filter((id) => chunks.has(id))).toEqual([]);
    expect(stored.filter((row) => row.chunks !== chunksPerDocument)).toEqual([]);
    expect(written.size).toBeGreaterThan(10);
    expect(reads).toBeGreaterThan(10);
    for (const { result } of [there, back]) {
      expect(result).toMatchObject({ paused_ms: expect.any(Number), longest_pause_ms: expect.any(Number) });
      expect(Number(result?.longest_pause_ms)).toBeLessThan(10_000);
    }
  }, 180_000);

  it('goes on after it was stopped in the middle, with the old database serving meanwhile', async () => {
    const { storage, tasks } = await open();
    const { id } = await tasks.start('switch-storage', { to: 'stack' }, 'a test');
    await expect.poll(() => tasks.read(id).progress.done, { interval: 2, timeout: 30_000 }).toBeGreaterThan(0);
    await tasks.cancel(id);
    expect(await tasks.finished(id)).toMatchObject({ state: 'cancelled', resumable: true });
    expect(storage.provider()).toBe('embedded');
    expect(await storage.query("SELECT to_regclass('storage_changes') AS log")).toEqual([{ log: null }]);
    const [half] = await server.query('SELECT count(*)::int AS documents FROM documents');
    expect(Number(half?.documents)).toBeGreaterThan(0);
    // Changes that nobody noted: a row the copy has already, one that is gone, a new one.
    await store(storage, 8, ids[8]);
    await storage.query('DELETE FROM documents WHERE id = $1', [ids[9]]);
    await store(storage, 2000);
    const content = await contentOf(storage);
    await tasks.resume(id, 'a test');
    expect(await tasks.finished(id)).toMatchObject({ state: 'succeeded', result: { documents, to: 'stack' } });
    expect(storage.provider()).toBe('stack');
    expect(await contentOf(storage)).toBe(content);
  });

  it('is not served from while it is half a copy, and not written over when someone else has added to it', async () => {
    const { tasks } = await open();
    const { id } = await tasks.start('switch-storage', { to: 'stack' }, 'a test');
    await expect.poll(() => tasks.read(id).progress.done, { interval: 2, timeout: 30_000 }).toBeGreaterThan(0);
    await tasks.cancel(id);
    await tasks.finished(id);
    await rooms.stop();
    const wrong = await makeTestStorage(home, { config: { provider: 'stack' }, host: { targets: { stack: findServer } } });
    await expect(wrong.start()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('half a copy') });
    await wrong.stop();
    await server.query("INSERT INTO documents (title, content, content_sha256) VALUES ('mine', 'm', sha256('m'))");
    await open();
    expect(await switchTo('stack')).toMatchObject({ state: 'failed', error: { code: 'storage_not_empty' } });
    expect(await server.query("SELECT count(*)::int AS mine FROM documents WHERE title = 'mine'")).toEqual([{ mine: 1 }]);
  });

  it('refuses documents that were not copied from here, by their number, unless they may go', async () => {
    await open();
    await switchTo('stack');
    await rooms.stop();
    // Another Gantry with other documents.
    await removeTestHome(home);
    home = await copyTestHome(template);
    await open();
    await store(rooms.storage, 5000);
    expect(await switchTo('stack')).toMatchObject({
      state: 'failed',
      error: {
        code: 'storage_not_empty',
        message: expect.stringContaining(`${documents} documents, ${documents * chunksPerDocument} chunks`),
        fix: expect.stringContaining('--replace'),
      },
    });
    expect(rooms.storage.provider()).toBe('embedded');
    expect(await server.query('SELECT count(*)::int AS documents FROM documents')).toEqual([{ documents }]);
    expect(await switchTo('stack', { replace: true })).toMatchObject({ state: 'succeeded', result: { documents: documents + 1 } });
    expect(rooms.storage.provider()).toBe('stack');
  });

  it('never touches tables of another program, whatever was asked', async () => {
    await server.query("CREATE TABLE documents (mine text); INSERT INTO documents VALUES ('precious')");
    await open();
    expect(await switchTo('stack', { replace: true })).toMatchObject({
      state: 'failed',
      error: { code: 'storage_not_empty', message: expect.stringContaining('another program') },
    });
    expect(await server.query('SELECT * FROM documents')).toEqual([{ mine: 'precious' }]);
  });

  it('says that the password is wrong, and what to do, without saying the password', async () => {
    const find: FindDatabase = async () => ({ ...server.address, password: async () => 'not-the-password' });
    await open({ host: { targets: { stack: find } } });
    const task = await switchTo('stack');
    expect(task).toMatchObject({
      state: 'failed',
      error: { code: 'database_unavailable', message: expect.stringContaining('password'), fix: expect.stringContaining('password file') },
    });
    expect(JSON.stringify(task)).not.toContain('not-the-password');
    expect(await rooms.storage.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
}

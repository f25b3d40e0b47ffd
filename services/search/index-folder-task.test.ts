import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type Task } from '#contract';
import { call, openTestRooms, type TestRooms } from './test-rooms.ts';

let rooms: TestRooms;
let root: string;

beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.close());
beforeEach(async () => {
  await rooms.storage.query('TRUNCATE documents CASCADE');
  root = await mkdtemp(join(tmpdir(), 'gantry-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

const start = (options: { prune?: boolean; collection?: string } = {}) =>
  call(rooms, 'documents.index-folder', { path: root, collection: 'default', prune: false, ...options });

async function index(options: { prune?: boolean } = {}): Promise<Task> {
  return rooms.tasks.finished((await start(options)).id);
}

async function sources(): Promise<string[]> {
  const rows = await rooms.storage.query<{ source_path: string }>('SELECT source_path FROM documents ORDER BY source_path');
  return rows.map(({ source_path }) => source_path.slice(root.length + 1));
}

const many = (count: number) =>
  Array.from({ length: count }, (_, id) => JSON.stringify({ _id: `r${id}`, text: `Record number ${id} is about thing ${id % 13}.` })).join(
    '\n',
  );

describe('index-folder', () => {
  it('indexes a folder and says what it did and went past', async () => {
    await write({ 'a.md': '# Apples\n\nApples grow on trees.', 'b/c.txt': 'Cherries are red.', 'd.bin': Buffer.from([0, 1]), '.env': 'x' });
    const task = await index();
    expect(task).toMatchObject({ state: 'succeeded', progress: { done: 3, total: 3, unit: 'documents' }, skipped: 2, failed: 0 });
    expect(task.result).toMatchObject({
      created: 2,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      skipped: 2,
      failed: 0,
      chunks: 2,
      seconds: expect.any(Number),
    });
    expect(task.problems).toContainEqual({ item: join(root, 'd.bin'), code: 'binary', kind: 'skipped', message: expect.any(String) });
    const { results } = await call(rooms, 'search.vector', { query: 'apples on trees', limit: 1 });
    expect(results[0]).toMatchObject({ title: 'Apples', source_path: join(root, 'a.md') });
  });

  it('embeds only what changed when it is done again', async () => {
    await write({ 'a.txt': 'First text.', 'b.txt': 'Second text.', 'c.jsonl': many(40) });
    expect((await index()).result).toMatchObject({ created: 42, chunks: 42 });
    await write({ 'b.txt': 'Second text, changed.' });
    const before = (await rooms.metrics.render()).match(/gantry_chunks_indexed_total (\d+)/)?.[1];
    expect((await index()).result).toMatchObject({ created: 0, updated: 1, unchanged: 41, chunks: 1 });
    const after = (await rooms.metrics.render()).match(/gantry_chunks_indexed_total (\d+)/)?.[1];
    expect(Number(after) - Number(before)).toBe(1);
  });

  it('deletes what is gone only when asked', async () => {
    await write({ 'a.txt': 'Stays.', 'gone.txt': 'Goes.', 'c.jsonl': many(3), 'gone.jsonl': many(2) });
    await index();
    await call(rooms, 'documents.create', {
      content: 'Elsewhere.',
      source_path: `${root}-beside/a.txt`,
      collection: 'default',
      metadata: {},
    });
    await rm(join(root, 'gone.txt'));
    await rm(join(root, 'gone.jsonl'));
    await write({ 'c.jsonl': many(1) });
    expect((await index()).result).toMatchObject({ deleted: 0 });
    expect((await index({ prune: true })).result).toMatchObject({ deleted: 5 });
    expect(new Set(await sources())).toEqual(new Set(['beside/a.txt', 'a.txt', 'c.jsonl#r0']));
  });

  it('is cancelled within a second and resumed without doing the same twice', async () => {
    await write({ 'all.jsonl': many(1500) });
    const { id } = await start();
    const some = new Promise<void>((resolve) => {
      const unsubscribe = rooms.events.subscribe((event) => {
        if (event.event !== 'document.changed') return;
        unsubscribe();
        resolve();
      });
    });
    await some;
    await rooms.tasks.cancel(id);
    const askedAt = performance.now();
    const cancelled = await rooms.tasks.finished(id);
    expect(performance.now() - askedAt).toBeLessThan(3000);
    expect(cancelled).toMatchObject({ state: 'cancelled', resumable: true });
    const stored = (await sources()).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(1500);
    await rooms.tasks.resume(id, 'test');
    const resumed = await rooms.tasks.finished(id);
    expect(resumed.result).toMatchObject({ created: 1500 - stored, unchanged: stored, updated: 0 });
    expect(new Set(await sources()).size).toBe(1500);
  });

  it('refuses the same folder twice at a time, a relative path, and a folder that is not there', async () => {
    await write({ 'all.jsonl': many(500) });
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'conflict', field: 'path' });
    await rooms.tasks.cancel(first.id);
    await rooms.tasks.finished(first.id);
    const indexPath = (path: string) => call(rooms, 'documents.index-folder', { path, collection: 'default', prune: false });
    await expect(indexPath('here')).rejects.toMatchObject({ code: 'invalid_value', field: 'path' });
    await expect(indexPath(join(root, 'gone'))).rejects.toMatchObject({ code: 'folder_missing', field: 'path' });
    await expect(indexPath(join(root, 'all.jsonl'))).rejects.toMatchObject({ code: 'folder_missing', field: 'path' });
  });

  it('fails with the reason when the folder is gone by the time it runs', async () => {
    await write({ 'a.txt': 'x' });
    const task = await rooms.tasks.start('index-folder', { path: join(root, 'gone'), collection: 'default', prune: true }, 'test');
    expect(await rooms.tasks.finished(task.id)).toMatchObject({ state: 'failed', error: { code: 'folder_missing' }, resumable: true });
  });

  it.each(['disk_full', 'database_unavailable'] as const)('stops cleanly on %s and goes on later', async (code) => {
    await write({ 'all.jsonl': many(200) });
    const { transaction } = rooms.storage;
    let writes = 0;
    rooms.storage.transaction = (work) => {
      writes += 1;
      return writes > 2 ? Promise.reject(new GantryError(code)) : transaction(work);
    };
    const task = await index();
    rooms.storage.transaction = transaction;
    expect(task).toMatchObject({ state: 'failed', error: { code }, resumable: true, failed: 0 });
    const stored = (await sources()).length;
    await rooms.tasks.resume(task.id, 'test');
    expect((await rooms.tasks.finished(task.id)).result).toMatchObject({ unchanged: stored, created: 200 - stored });
  });

  it('goes past a single document that cannot be stored', async () => {
    await write({ 'a.txt': 'Good text.', 'b.txt': 'Bad text.', 'c.txt': 'More good text.' });
    const { transaction } = rooms.storage;
    rooms.storage.transaction = (work) =>
      transaction((connection) =>
        work({
          query: (sql, parameters = []) =>
            parameters.includes('Bad text.') ? Promise.reject(new Error('refused')) : connection.query(sql, parameters),
        }),
      );
    const task = await index();
    rooms.storage.transaction = transaction;
    expect(task).toMatchObject({ state: 'succeeded', failed: 1, progress: { done: 3, total: 3 } });
    expect(task.problems).toContainEqual({ item: join(root, 'b.txt'), code: 'internal', kind: 'failed', message: expect.any(String) });
    expect(await sources()).toEqual(['a.txt', 'c.txt']);
  });

  it('indexes the code of its checks as anyone would', async () => {
    await cp(join(import.meta.dirname, 'checks'), root, { recursive: true });
    const task = await index();
    expect(task).toMatchObject({ state: 'succeeded', failed: 0 });
    expect(task.progress.done).toBe(task.progress.total);
  });
});

describe('store-documents', () => {
  it('stores many documents, and none twice when it is resumed', async () => {
    const documents = Array.from({ length: 120 }, (_, index) => ({
      content: `Note ${index} about matter ${index % 5}.`,
      collection: 'default',
      metadata: {},
      ...(index % 3 === 0 ? { source_path: `/notes/${index % 60}` } : {}),
    }));
    const { transaction } = rooms.storage;
    let writes = 0;
    rooms.storage.transaction = (work) => {
      writes += 1;
      return writes > 1 ? Promise.reject(new GantryError('disk_full')) : transaction(work);
    };
    const { id } = await call(rooms, 'documents.create-many', { documents });
    expect(await rooms.tasks.finished(id)).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
    rooms.storage.transaction = transaction;
    await rooms.tasks.resume(id, 'test');
    const task = await rooms.tasks.finished(id);
    expect(task).toMatchObject({ state: 'succeeded', progress: { done: 120, total: 120 } });
    // 80 without a source, and 20 sources that come twice: the later one counts.
    expect((await call(rooms, 'documents.list', { limit: 1 })).total).toBe(100);
    const { documents: found } = await call(rooms, 'documents.list', { limit: 5, contains: '/notes/0' });
    expect(found.map(({ title }) => title)).toEqual(['Note 60 about matter 0.']);
  });
});

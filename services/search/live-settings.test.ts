import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settings } from '#contract';
import type { Storage } from '#storage';
import { call, openTestRooms, type TestRooms } from './test-rooms.ts';
import { createVectorSearch } from './vector-search.ts';

/** A configuration that is edited changes its section objects in place: every setting here must count from the next use on. */
let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.close());

const change = (values: Partial<TestRooms['config']>) => void Object.assign(rooms.config, values);
const tested: (keyof typeof settings.search)[] = [];
function live(names: (keyof typeof settings.search)[], test: () => Promise<void>) {
  tested.push(...names);
  it(`${names.join(' and ')} count at once`, test);
}

live(['chunkTokens', 'chunkOverlapTokens'], async () => {
  const content = Array.from({ length: 120 }, (_, index) => `Sentence number ${index} is about ships and cranes.`).join(' ');
  const chunks = async (values: Partial<TestRooms['config']>, title: string) => {
    change(values);
    return (await call(rooms, 'documents.create', { content: `${title}. ${content}`, title, collection: 'default', metadata: {} })).chunks;
  };
  const large = await chunks({ chunkTokens: 250, chunkOverlapTokens: 0 }, 'Large');
  const small = await chunks({ chunkTokens: 60, chunkOverlapTokens: 0 }, 'Small');
  const overlapping = await chunks({ chunkTokens: 60, chunkOverlapTokens: 20 }, 'Overlapping');
  expect(small).toBeGreaterThan(2 * large);
  expect(overlapping).toBeGreaterThan(small);
});

live(['hnswM', 'hnswEfConstruction'], async () => {
  change({ hnswM: 7, hnswEfConstruction: 41 });
  await rooms.storage.query('DROP INDEX IF EXISTS chunks_embedding');
  await rooms.search.part.start(() => {});
  const [row] = await rooms.storage.query<{ definition: string }>(
    "SELECT indexdef AS definition FROM pg_indexes WHERE indexname = 'chunks_embedding'",
  );
  expect(row?.definition).toMatch(/m='7', ef_construction='41'/);
});

live(['hnswEfSearch'], async () => {
  const asked: string[] = [];
  const storage: Storage = {
    ...rooms.storage,
    transaction: (work, options) =>
      rooms.storage.transaction(async (connection) => {
        const result = await work(connection);
        const [row] = await connection.query<{ value: string }>("SELECT current_setting('hnsw.ef_search') AS value");
        asked.push(row?.value ?? '');
        return result;
      }, options),
  };
  const search = createVectorSearch({ config: rooms.config, storage });
  const vector = new Float32Array(384).fill(Math.sqrt(1 / 384));
  for (const hnswEfSearch of [50, 70]) {
    change({ hnswEfSearch });
    await search.plannedWay({ vector, limit: 5 });
  }
  expect(asked).toEqual(['50', '70']);
});

live(['maxFileBytes'], async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-live-'));
  try {
    await writeFile(join(folder, 'a.txt'), 'Ships and cranes. '.repeat(120));
    const index = async () => {
      const { id } = await call(rooms, 'documents.index-folder', { path: folder, collection: 'default', prune: false });
      return rooms.tasks.finished(id);
    };
    change({ maxFileBytes: 1024 });
    expect((await index()).result).toMatchObject({ created: 0, skipped: 1 });
    change({ maxFileBytes: 1_000_000 });
    expect((await index()).result).toMatchObject({ created: 1, skipped: 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('leaves none out', () => {
  const atOnce = Object.entries(settings.search).flatMap(([name, { restarts }]) => (restarts === 'nothing' ? [name] : []));
  expect(atOnce.sort()).toEqual([...tested].sort());
});

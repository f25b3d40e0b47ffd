import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { configSchema } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createTasks } from '#platform/tasks';
import { createStorage, type Storage } from '#storage';

const chunkCount = 20_000;
const dimensions = 384;
const nearest = 10;
const queryCount = 100;

/**
 * The embedded database: start, round trips, durable commits, and HNSW on 20,000 vectors of 384. Baseline of the index:
 * the sequential scan over the same vectors in the same run.
 */
async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'gantry-bench-'));
  const paths = resolvePaths({ GANTRY_HOME: home });
  const log = createLog({ level: 'warn' });
  const events = createEvents();
  const tasks = createTasks({ folder: join(paths.state, 'tasks'), events, log });
  await tasks.open();
  const config = configSchema.parse({}).storage;
  const storage = createStorage({ config, paths, log, metrics: createMetrics(), sampler: createSampler({ events, log }), tasks });
  const start = () => storage.part.start(() => undefined);
  try {
    print(`first start (makes the database, migrates): ${ms(await time(start))}`);
    print(`stop: ${ms(await time(() => storage.part.stop()))}`);
    print(`second start: ${ms(await time(start))}`);
    await roundTrips(storage);
    await vectorIndex(storage);
    print(`stop: ${ms(await time(() => storage.part.stop()))}`);
  } finally {
    await storage.part.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function roundTrips(storage: Storage): Promise<void> {
  await storage.query('CREATE TABLE bench (id int)');
  const count = 500;
  const read = await timeEach(count, () => storage.query('SELECT 1'));
  const write = await timeEach(count, (i) => storage.query('INSERT INTO bench VALUES ($1)', [i]));
  const all = await time(() => Promise.all(Array.from({ length: count }, (_, i) => storage.query('INSERT INTO bench VALUES ($1)', [i]))));
  print(`SELECT 1: p50 ${ms(median(read))}; a durable commit: p50 ${ms(median(write))}, ${ratio(median(write), median(read))} of it`);
  print(
    `${count} commits at once over ${configSchema.parse({}).storage.poolMaxConnections} connections: ${Math.round((count / all) * 1000)} a second`,
  );
}

async function vectorIndex(storage: Storage): Promise<void> {
  const random = createRandom(1);
  const centres = Array.from({ length: 200 }, () => gaussian(random));
  const near = () => {
    const centre = centres[Math.floor(random() * centres.length)] ?? [];
    return gaussian(random).map((value, at) => (centre[at] ?? 0) + 0.6 * value);
  };
  await storage.query('DROP INDEX chunks_embedding');
  const insertMs = await time(async () => {
    for (let from = 0; from < chunkCount; from += 500) {
      const embeddings = Array.from({ length: 500 }, () => JSON.stringify(near().map((value) => Number(value.toFixed(4)))));
      await storage.query(
        `WITH document AS (INSERT INTO documents (title, content, content_sha256) VALUES ('t', 'c', $1) RETURNING id)
         INSERT INTO chunks (document_id, ordinal, content, start_char, token_count, embedding, embedding_model)
         SELECT id, at, 'a passage', 0, 2, embedding::vector, 'bench' FROM document, unnest($2::text[]) WITH ORDINALITY AS given (embedding, at)`,
        [Buffer.alloc(32), embeddings],
      );
    }
  });
  print(`${chunkCount} vectors of ${dimensions} inserted without an index: ${ms(insertMs)}`);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const build = 'CREATE INDEX chunks_embedding ON chunks USING hnsw (embedding vector_cosine_ops) WITH (m = 16, ef_construction = 64)';
  const buildMs = await time(() => storage.transaction((connection) => connection.query(build), { timeoutMs: 0 }));
  delay.disable();
  print(`HNSW index built in ${ms(buildMs)}; event loop of the host meanwhile: delay p99 ${ms(delay.percentile(99) / 1e6)}`);
  await storage.query('ANALYZE chunks');

  const queries = Array.from({ length: queryCount }, () => JSON.stringify(near()));
  const byIndex = await search(storage, queries, 'SET LOCAL enable_seqscan = off; SET LOCAL hnsw.ef_search = 100');
  const byScan = await search(storage, queries, 'SET LOCAL enable_indexscan = off');
  const shared = byIndex.found.reduce((sum, ids, at) => sum + ids.filter((id) => byScan.found[at]?.includes(id)).length, 0);
  print(
    `${nearest} nearest: HNSW p50 ${ms(median(byIndex.times))}, sequential scan p50 ${ms(median(byScan.times))}: ` +
      `${ratio(median(byScan.times), median(byIndex.times))} faster; it finds ${((100 * shared) / (queryCount * nearest)).toFixed(1)} % of what the scan finds`,
  );
}

async function search(storage: Storage, queries: readonly string[], settings: string): Promise<{ times: number[]; found: string[][] }> {
  const found: string[][] = [];
  const times: number[] = [];
  await storage.transaction(async (connection) => {
    await connection.query(settings);
    for (const query of queries) {
      const startedAt = performance.now();
      const rows = await connection.query<{ id: string }>(`SELECT id FROM chunks ORDER BY embedding <=> $1 LIMIT ${nearest}`, [query]);
      times.push(performance.now() - startedAt);
      found.push(rows.map(({ id }) => id));
    }
  });
  return { times, found };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function timeEach(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) times.push(await time(() => work(i)));
  return times;
}

/** Mulberry32: the same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Box and Muller's method. */
const gaussian = (random: () => number) =>
  Array.from({ length: dimensions }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (value: number) => (value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 2 : 0)} ms`);
const ratio = (a: number, b: number) => `${(a / b).toFixed(1)} times`;
const print = (line: string) => process.stdout.write(`${line}\n`);

await main();

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CallContext, configSchema, type ParsedInput } from '#contract';
import { createEmbeddings, type Embeddings } from '#embeddings';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createTasks, type Tasks } from '#platform/tasks';
import { createSearch, type Search } from '#search';
import { createMemoryCache, createStorage } from '#storage';
import { meanNdcg, meanRecall, type Ranking } from './ranking-quality.ts';
import { type RetrievalTest, readRetrievalTest } from './retrieval-test.ts';

/** Passages asked for, so that 100 documents are left when several passages are of one document. */
const passages = 400;

interface Rooms {
  search: Search;
  embeddings: Embeddings;
  tasks: Tasks;
}

const context: CallContext = { requestId: 'bench', signal: new AbortController().signal, caller: 'bench', scopes: ['admin'] };

/**
 * Indexing, quality and speed of search on a collection in BEIR layout (corpus.jsonl, queries.jsonl, qrels). Baseline of
 * the quality and of the time: the exact scan that reads every vector, on the same passages in the same run.
 */
async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    print('not run: give the folder of a collection in BEIR layout, e.g. npm run bench -- search <folder>');
    return;
  }
  const test = await readRetrievalTest(folder);
  const home = await mkdtemp(join(tmpdir(), 'gantry-bench-'));
  const { rooms, close } = await openRooms(home);
  try {
    await index(rooms, folder);
    await compareWithExact(rooms, test);
    await wholeSearches(rooms, test);
  } finally {
    await close();
    await rm(home, { recursive: true, force: true });
  }
}

async function openRooms(home: string): Promise<{ rooms: Rooms; close(): Promise<void> }> {
  const paths = resolvePaths({ GANTRY_HOME: home });
  const config = configSchema.parse({});
  const log = createLog({ level: 'warn' });
  const events = createEvents();
  const metrics = createMetrics();
  const sampler = createSampler({ events, log });
  const tasks = createTasks({ folder: join(paths.state, 'tasks'), events, log });
  await tasks.open();
  const cache = createMemoryCache({ config: config.cache, metrics, sampler });
  const storage = createStorage({ config: config.storage, paths, log, metrics, sampler, tasks });
  const embeddings = createEmbeddings({ config: config.embeddings, paths, log, metrics, sampler, cache });
  const search = createSearch({ config: config.search, storage, embeddings, tasks, events, log, metrics, sampler });
  const parts = [cache.part, storage.part, embeddings.part, search.part];
  for (const part of parts) await part.start(() => {});
  const close = async () => {
    await tasks.close();
    for (const part of parts.reverse()) await part.stop();
  };
  return { rooms: { search, embeddings, tasks }, close };
}

async function index({ search, embeddings, tasks }: Rooms, path: string): Promise<void> {
  const delays = watchEventLoop();
  const input = { path, collection: 'default', prune: false };
  for (const name of ['first time', 'again, nothing changed']) {
    const started = await search.routes['documents.index-folder']?.(input, context);
    const task = await tasks.finished(started?.id ?? '');
    const { seconds, chunks, created, unchanged, skipped, failed } = task.result ?? {};
    if (task.state !== 'succeeded') throw new Error(`Indexing ${task.state}: ${task.error?.message ?? ''}`);
    print(
      `indexed (${name}, ${embeddings.model.precision}): ${created} created, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed, ` +
        `${chunks} chunks in ${seconds} s = ${(task.progress.done / Number(seconds)).toFixed(0)} documents/s`,
    );
  }
  const { p99, max } = delays.stop();
  print(`event loop meanwhile: delay p99 ${p99.toFixed(1)} ms, most ${max.toFixed(1)} ms`);
}

async function compareWithExact({ search, embeddings }: Rooms, { queries, judgements }: RetrievalTest): Promise<void> {
  const rankings: Record<'index' | 'exact', Map<string, Ranking>> = { index: new Map(), exact: new Map() };
  const times: Record<'index' | 'exact', number[]> = { index: [], exact: [] };
  let shared = 0;
  for (const { id, text } of queries) {
    const { vectors } = await embeddings.embed([text]);
    const found: Record<string, Set<string>> = {};
    for (const way of ['index', 'exact'] as const) {
      const vector = vectors[0] ?? [];
      const startedAt = performance.now();
      const ten = await search.vectorSearch.find({ vector, limit: 10, way });
      times[way].push(performance.now() - startedAt);
      found[way] = new Set(ten.map(({ chunk_id }) => chunk_id));
      const hits = await search.vectorSearch.find({ vector, limit: passages, way });
      const documents = hits.map(({ source_path }) => source_path?.split('corpus.jsonl#').at(-1) ?? '');
      rankings[way].set(id, [...new Set(documents)].slice(0, 100));
    }
    shared += [...(found.index ?? [])].filter((chunk) => found.exact?.has(chunk)).length / Math.max(1, found.exact?.size ?? 1);
  }
  for (const way of ['index', 'exact'] as const) {
    const { p50, p95 } = quantiles(times[way]);
    print(
      `${way === 'index' ? 'HNSW index' : 'exact scan'}: nDCG@10 ${meanNdcg(rankings[way], judgements, 10).toFixed(4)}, ` +
        `Recall@100 ${meanRecall(rankings[way], judgements, 100).toFixed(4)}, 10 passages in p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    );
  }
  const { vectors } = await embeddings.embed(['which way']);
  const planned = await search.vectorSearch.plannedWay({ vector: vectors[0] ?? [], limit: 10 });
  print(`left to itself, Postgres takes the ${planned === 'index' ? 'index' : 'exact scan'} at this size`);
  print(`of the 10 nearest passages the index finds ${((100 * shared) / queries.length).toFixed(1)} % (${queries.length} queries)`);
}

async function wholeSearches({ search }: Rooms, { queries }: RetrievalTest): Promise<void> {
  for (const [name, texts] of [
    ['new queries', queries.map(({ text }) => `${text} please`)],
    ['the same again', queries.map(({ text }) => `${text} please`)],
  ] as const) {
    const totals: number[] = [];
    const highlights: number[] = [];
    for (const query of texts) {
      const input: ParsedInput<'search.vector'> = { query, limit: 10 };
      const answer = await search.routes['search.vector']?.(input, context);
      if (answer === undefined) throw new Error('Search gave no answer');
      totals.push(answer.timings.total_ms);
      highlights.push(answer.timings.highlight_ms);
    }
    const total = quantiles(totals);
    const highlight = quantiles(highlights);
    print(
      `whole searches (${name}): p50 ${total.p50.toFixed(1)} ms, p95 ${total.p95.toFixed(1)} ms; ` +
        `of it highlights p50 ${highlight.p50.toFixed(1)} ms, p95 ${highlight.p95.toFixed(1)} ms`,
    );
  }
}

/** How late timers of 5 ms come, which is how long something held the main thread. */
function watchEventLoop(): { stop(): { p99: number; max: number } } {
  const delays: number[] = [];
  let lastAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    delays.push(Math.max(0, now - lastAt - 5));
    lastAt = now;
  }, 5);
  return {
    stop() {
      clearInterval(timer);
      delays.sort((a, b) => a - b);
      return { p99: delays[Math.floor(delays.length * 0.99)] ?? 0, max: delays.at(-1) ?? 0 };
    },
  };
}

function quantiles(values: readonly number[]): { p50: number; p95: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main(process.argv[2] === undefined ? undefined : resolve(process.argv[2]));

import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallContext, Config } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler, type Metrics } from '#platform/metrics';
import { type Cache, createMemoryCache } from '#storage';
import { createEmbeddings } from './create-embeddings.ts';
import type { Embeddings } from './embeddings.ts';

const log = createLog({ level: 'silent' });
const defaults: Config['embeddings'] = {
  precision: 'int8',
  threads: 0,
  maxBatchTokens: 4096,
  maxBatchSize: 32,
  maxWaitMs: 2,
  maxQueuedTexts: 8192,
  cacheVectors: true,
};
const context = { requestId: 'r', signal: new AbortController().signal, caller: 'test', scopes: ['admin'] } satisfies CallContext;

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-embeddings-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

function createRoom(
  config: Partial<Config['embeddings']> = {},
  change = (cache: Cache): Cache => cache,
): { room: Embeddings; metrics: Metrics } {
  const metrics = createMetrics();
  const sampler = createSampler({ events: createEvents(), log });
  const cache = change(createMemoryCache({ config: { maxBytes: 67_108_864 }, metrics, sampler }));
  const room = createEmbeddings({ config: { ...defaults, ...config }, paths: { cache: home }, log, metrics, sampler, cache });
  return { room, metrics };
}

async function metric(metrics: Metrics, line: string): Promise<number> {
  const found = (await metrics.render()).split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

async function states(room: Embeddings): Promise<Record<string, string>> {
  const signal = new AbortController().signal;
  const results = await Promise.all(
    room.part.checks.map(async ({ name, run }) => [name, (await run(signal).catch(() => ({ state: 'down' }))).state] as const),
  );
  return Object.fromEntries(results);
}

describe('a started room', () => {
  let room: Embeddings;
  let metrics: Metrics;
  const reports: string[] = [];
  beforeAll(async () => {
    ({ room, metrics } = createRoom());
    await room.part.start((reason) => reports.push(reason));
  });
  afterAll(() => room.part.stop());

  it('said what it did, and its checks are well', async () => {
    expect(reports).toEqual(['checking the weights', 'writing the int8 model (once)', 'loading the int8 model']);
    expect(await states(room)).toEqual({ 'model-answers': 'ok', 'model-written': 'ok', 'workers-running': 'ok' });
  });

  it('embeds nothing, one, and odd texts', async () => {
    expect(await room.embed([])).toEqual({ vectors: [], tokens: [], truncated: [] });
    const { vectors, tokens, truncated } = await room.embed(['hello world', '🦄👩‍👧', '日本語 한국어 עברית', ' ', '[MASK] [SEP]']);
    expect(vectors.every((vector) => vector.length === 384 && vector.every(Number.isFinite))).toBe(true);
    expect(tokens[0]).toBe(4);
    expect(tokens[3]).toBe(2);
    expect(truncated).toEqual([false, false, false, false, false]);
  });

  it('cuts long texts at 256 tokens and counts them whole', async () => {
    const long = 'word '.repeat(40_000);
    const unbroken = 'ü'.repeat(200_000);
    const { tokens, truncated } = await room.embed([long, unbroken]);
    expect([tokens, truncated]).toEqual([
      [256, 3],
      [true, false],
    ]);
    expect(await room.countTokens([long, unbroken, 'hello world', ''])).toEqual([40_000, 1, 2, 0]);
  });

  it('takes a text seen before from the cache, whether with unit norm or without', async () => {
    const hits = await metric(metrics, 'aidb_cache_hits_total');
    const misses = await metric(metrics, 'aidb_cache_misses_total');
    const first = await room.embed(['seen twice']);
    const second = await room.embed(['seen twice', 'seen twice'], { normalize: false });
    expect(await metric(metrics, 'aidb_cache_misses_total')).toBe(misses + 1);
    expect(await metric(metrics, 'aidb_cache_hits_total')).toBe(hits + 1);
    expect(second.tokens).toEqual([...first.tokens, ...first.tokens]);
    const plain = second.vectors[0] ?? new Float32Array();
    const norm = Math.hypot(...plain);
    expect(norm).toBeGreaterThan(1.5);
    expect(plain.map((value) => value / norm)[7]).toBeCloseTo(first.vectors[0]?.[7] ?? Number.NaN, 6);
    second.vectors[0]?.fill(0);
    expect(second.vectors[1]?.[0]).not.toBe(0);
    expect((await room.embed(['seen twice'])).vectors).toEqual(first.vectors);
  });

  it('computes a text once that many ask for at the same time', async () => {
    const before = await metric(metrics, 'embeddings_batch_size_sum');
    const all = await Promise.all(Array.from({ length: 20 }, () => room.embed(['asked by twenty'])));
    expect(await metric(metrics, 'embeddings_batch_size_sum')).toBe(before + 1);
    expect(new Set(all.map(({ vectors }) => vectors[0]?.[0])).size).toBe(1);
  });

  it('lets a caller go without taking the text from another', async () => {
    const abort = new AbortController();
    const texts = Array.from({ length: 300 }, (_, index) => `a text to be given up ${index}`);
    const gone = room.embed(texts, { signal: abort.signal });
    const stays = room.embed(texts.slice(100, 200));
    setTimeout(() => abort.abort(), 5);
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
    expect((await stays).vectors).toHaveLength(100);
    await expect(room.embed(['x y z'], { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await metric(metrics, 'embeddings_batch_queue_depth')).toBe(0);
  });

  it('answers a single query long before a large request that came first, and keeps the event loop free', async () => {
    const before = performance.eventLoopUtilization();
    let isLargeDone = false;
    const large = room
      .embed(Array.from({ length: 1024 }, (_, index) => `number ${index} of a large request about many things`))
      .then((result) => {
        isLargeDone = true;
        return result;
      });
    const single = await room.embed(['one small question']);
    expect(isLargeDone).toBe(false);
    expect(single.vectors).toHaveLength(1);
    expect((await large).vectors).toHaveLength(1024);
    // Had tokenizing or inference run in this thread, its loop would have been at work all the time.
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.8);
  });

  it('serves OpenAI requests', async () => {
    const { 'embeddings.create': create, 'models.list': list, 'models.read': read } = room.routes;
    const floats = await create?.({ input: ['hello world', 'hello'], encoding_format: 'float' }, context);
    expect(floats).toMatchObject({ object: 'list', model: 'all-MiniLM-L6-v2', usage: { prompt_tokens: 7, total_tokens: 7 } });
    expect(floats?.data.map(({ index }) => index)).toEqual([0, 1]);
    const encoded = await create?.({ input: 'hello world', encoding_format: 'base64', dimensions: 384 }, context);
    const bytes = Buffer.from(String(encoded?.data[0]?.embedding), 'base64');
    expect(Array.from({ length: 384 }, (_, index) => bytes.readFloatLE(index * 4))).toEqual(floats?.data[0]?.embedding);

    const models = (await list?.({}, context))?.data ?? [];
    expect(models).toHaveLength(2);
    for (const { id, created } of models) {
      expect(created).toBeGreaterThan(1_700_000_000);
      expect((await read?.({ model: id }, context))?.id).toBe(id);
      expect((await create?.({ input: 'a', model: id, encoding_format: 'float' }, context))?.model).toBe(id);
    }
    await expect(read?.({ model: 'gpt' }, context)).rejects.toMatchObject({ code: 'not_found', field: 'model' });
    await expect(create?.({ input: 'a', model: 'text-embedding-3-small', encoding_format: 'float' }, context)).rejects.toMatchObject({
      code: 'not_found',
      field: 'model',
    });
    await expect(create?.({ input: 'a', dimensions: 256, encoding_format: 'float' }, context)).rejects.toMatchObject({
      code: 'invalid_value',
      field: 'dimensions',
    });
  });

  it('serves TEI requests', async () => {
    const { 'tei.embed': embed, 'tei.info': info } = room.routes;
    const plain = await embed?.({ inputs: ['hello world'], normalize: false, truncate: false }, context);
    expect(Math.hypot(...(plain?.[0] ?? []))).toBeGreaterThan(1.5);
    const long = { inputs: ['short', 'word '.repeat(300)], normalize: true };
    expect(await embed?.({ ...long, truncate: true }, context)).toHaveLength(2);
    await expect(embed?.({ ...long, truncate: false }, context)).rejects.toMatchObject({ code: 'invalid_value', field: 'inputs' });
    expect(await info?.({}, context)).toMatchObject({ model_dtype: 'int8', dimensions: 384, max_input_length: 256 });
  });
});

describe('a room under pressure', () => {
  it('refuses what the queue cannot hold, with a time until it can', async () => {
    const { room, metrics } = createRoom({ maxQueuedTexts: 100 });
    await room.part.start(() => {});
    await room.embed(['warm up']);
    const first = room.embed(Array.from({ length: 100 }, (_, index) => `the first hundred ${index}`));
    const refused = room.embed(Array.from({ length: 100 }, (_, index) => `the second hundred ${index}`));
    await expect(refused).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: expect.any(Number) });
    await expect(
      room.routes['embeddings.create']?.(
        { input: Array.from({ length: 101 }, (_, index) => `too many ${index}`), encoding_format: 'float' },
        context,
      ),
    ).rejects.toMatchObject({
      code: 'invalid_value',
      field: 'input',
    });
    expect((await first).vectors).toHaveLength(100);
    expect(await metric(metrics, 'embeddings_errors_total{code="overloaded"}')).toBe(1);
    await room.part.stop();
  });

  it('goes on when its threads are ended under it, and its check tells', async () => {
    const workers: Worker[] = [];
    const onWorker = (worker: Worker) => workers.push(worker);
    process.on('worker', onWorker);
    const { room } = createRoom({ cacheVectors: false });
    await room.part.start(() => {});
    process.off('worker', onWorker);
    expect(workers).toHaveLength(2);
    const texts = Array.from({ length: 200 }, (_, index) => `work that is interrupted ${index}`);
    const result = room.embed(texts);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // A message no worker understands ends it by an exception, between two requests; one under way is answered first.
    const ends = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of workers) worker.postMessage(null);
    await ends[1];
    expect((await states(room))['workers-running']).toBe('down');
    expect((await result).vectors).toHaveLength(200);
    await expect.poll(async () => (await states(room))['workers-running'], { timeout: 20_000 }).toBe('ok');
    expect((await room.embed(texts)).vectors).toHaveLength(200);
    await room.part.stop();
  });

  it('refuses before its start and after its stop, and can be started again', async () => {
    const { room } = createRoom();
    await expect(room.embed(['x'])).rejects.toMatchObject({ code: 'not_ready' });
    await expect(room.countTokens(['x'])).rejects.toMatchObject({ code: 'not_ready' });
    expect(await room.routes['models.list']?.({}, context)).toEqual({ object: 'list', data: [] });
    expect(await states(room)).toMatchObject({ 'model-answers': 'down', 'model-written': 'unknown' });
    await room.part.start(() => {});
    const underWay = room.embed(Array.from({ length: 500 }, (_, index) => `cut off by the stop ${index}`));
    const refused = expect(underWay).rejects.toMatchObject({ code: 'draining' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await room.part.stop();
    await refused;
    await expect(room.embed(['x'])).rejects.toMatchObject({ code: 'not_ready' });
    await room.part.start(() => {});
    expect((await room.embed(['x'])).vectors).toHaveLength(1);
    await room.part.stop();
  });

  it('works without its cache when that fails', async () => {
    const failing = async () => {
      throw new Error('the cache is away');
    };
    const { room } = createRoom({}, (cache) => ({ ...cache, getMany: failing, setMany: failing }));
    await room.part.start(() => {});
    expect((await room.embed(['x', 'y'])).vectors).toHaveLength(2);
    await room.part.stop();
  });

  it('can be stopped while it starts', async () => {
    const { room } = createRoom();
    const start = room.part.start(() => {});
    const given = expect(start).rejects.toMatchObject({ name: 'GantryError' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await room.part.stop();
    await given;
    await expect(room.embed(['x'])).rejects.toMatchObject({ code: 'not_ready' });
  });

  it('makes a damaged model anew and says so', async () => {
    const folder = join(home, 'models');
    const name = (await readdir(folder)).find((each) => each.endsWith('.onnx')) ?? '';
    await truncate(join(folder, name), 1000);
    const { room } = createRoom();
    const reports: string[] = [];
    await room.part.start((reason) => reports.push(reason));
    expect(reports).toContain('the cached model is damaged: writing the int8 model again');
    expect(await states(room)).toMatchObject({ 'model-answers': 'ok', 'model-written': 'ok' });
    await room.part.stop();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '#contract';
import { createEmbeddings, type Embeddings } from '#embeddings';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { createMemoryCache } from '#storage';

/**
 * What batching, int8 and the cache are worth, at the door of the room. Each figure is the median of rounds in which
 * both sides take turns, so other load on the machine meets both.
 */
async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'gantry-embeddings-bench-'));
  const opened: Embeddings[] = [];
  try {
    const open = async (precision: 'fp32' | 'int8', cacheVectors = false) => {
      const room = createRoom(home, { precision, cacheVectors });
      opened.push(room);
      const startedAt = performance.now();
      await room.part.start(() => {});
      return { room, startMs: performance.now() - startedAt };
    };
    const fp32 = await open('fp32');
    const int8 = await open('int8');
    const again = await open('int8', true);
    print(`start of int8: ${int8.startMs.toFixed(0)} ms writing the model, ${again.startMs.toFixed(0)} ms with it written`);

    for (const [kind, words] of [
      ['short texts (about 12 tokens)', 9],
      ['passages (about 200 tokens)', 190],
    ] as const) {
      const amount = words > 100 ? 24 : 192;
      print(`\n${kind}`);
      await compare('one request of all, against one text a request, int8', {
        baseline: () => textsPerSecond(amount, () => oneByOne(int8.room, makeTexts(amount, words))),
        candidate: () => textsPerSecond(amount, () => int8.room.embed(makeTexts(amount, words))),
      });
      await compare('int8 against fp32', {
        baseline: () => textsPerSecond(amount, () => fp32.room.embed(makeTexts(amount, words))),
        candidate: () => textsPerSecond(amount, () => int8.room.embed(makeTexts(amount, words))),
      });
      const seen = makeTexts(amount, words);
      await again.room.embed(seen);
      await compare('texts in the cache against new ones', {
        baseline: () => textsPerSecond(amount, () => again.room.embed(makeTexts(amount, words))),
        candidate: () => textsPerSecond(amount, () => again.room.embed(seen)),
      });
    }
    await compareLatency(int8.room);
  } finally {
    for (const room of opened) await room.part.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function createRoom(home: string, config: Pick<Config['embeddings'], 'precision' | 'cacheVectors'>): Embeddings {
  const log = createLog({ level: 'error' });
  const metrics = createMetrics();
  const sampler = createSampler({ events: createEvents(), log });
  const cache = createMemoryCache({ config: { maxBytes: 67_108_864 }, metrics, sampler });
  const limits = { threads: 0, maxBatchTokens: 4096, maxBatchSize: 32, maxWaitMs: 2, maxQueuedTexts: 8192 };
  return createEmbeddings({ config: { ...limits, ...config }, paths: { cache: home }, log, metrics, sampler, cache });
}

const vocabulary = 'the river carries fine sand past old mills while engineers measure pressure heat and flow along each narrow wing'.split(
  ' ',
);
let made = 0;

/** Texts never made before, so neither the cache nor work under way answers them. */
function makeTexts(count: number, words: number): string[] {
  return Array.from({ length: count }, () => {
    made += 1;
    return `${made} ${Array.from({ length: words }, (_, index) => vocabulary[(made * 7 + index * 11) % vocabulary.length]).join(' ')}`;
  });
}

async function oneByOne(room: Embeddings, texts: readonly string[]): Promise<void> {
  for (const text of texts) await room.embed([text]);
}

async function textsPerSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return count / ((performance.now() - startedAt) / 1000);
}

const rounds = 5;

interface Sides {
  baseline: () => Promise<number>;
  candidate: () => Promise<number>;
}

async function compare(title: string, { baseline, candidate }: Sides): Promise<void> {
  const found = { baseline: [] as number[], candidate: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    found.baseline.push(await baseline());
    found.candidate.push(await candidate());
  }
  const [before, after] = [median(found.baseline), median(found.candidate)];
  print(`  ${title}: ${(after / before).toFixed(2)} × (${after.toFixed(0)} against ${before.toFixed(0)} texts/s)`);
}

/** How long one question takes while a large request is under way, against an idle model. */
async function compareLatency(room: Embeddings): Promise<void> {
  const ask = async () => {
    const [text = ''] = makeTexts(1, 9);
    const startedAt = performance.now();
    await room.embed([text]);
    return performance.now() - startedAt;
  };
  const idle: number[] = [];
  for (let i = 0; i < 30; i += 1) idle.push(await ask());
  let isDone = false;
  const large = room.embed(makeTexts(2048, 9)).then(() => {
    isDone = true;
  });
  const loaded: number[] = [];
  while (!isDone) loaded.push(await ask());
  await large;
  print('\none question beside a request of 2,048 texts');
  print(
    `  median ${median(loaded).toFixed(1)} ms, ${(median(loaded) / median(idle)).toFixed(1)} × that of an idle model (${median(idle).toFixed(1)} ms)`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();

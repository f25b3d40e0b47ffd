import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { createMemoryCache } from './index.ts';

function open(maxBytes = 1_048_576) {
  const metrics = createMetrics();
  const sampler = createSampler({ events: createEvents(), log: createLog({ level: 'silent' }) });
  const cache = createMemoryCache({ config: { maxBytes }, metrics, sampler });
  const check = () => cache.part.checks[0]?.run(AbortSignal.timeout(1000));
  const read = async (name: string) => Number((await metrics.render()).match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
  return { cache, sampler, check, read };
}

const bytes = (...values: number[]) => Uint8Array.from(values);

it('keeps values in the order asked for, with gaps for what is missing', async () => {
  const { cache, read } = open();
  await cache.setMany([
    { key: 'a', value: bytes(1) },
    { key: 'b', value: bytes(2, 3) },
    { key: 'empty', value: bytes() },
  ]);
  expect(await cache.getMany(['b', 'nothing', 'empty', 'a', 'b'])).toEqual([bytes(2, 3), undefined, bytes(), bytes(1), bytes(2, 3)]);
  expect(await cache.getMany([])).toEqual([]);
  expect(await read('aidb_cache_entries')).toBe(3);
  expect(await cache.delete('a')).toBe(true);
  expect(await cache.delete('a')).toBe(false);
  expect(await cache.getMany(['a'])).toEqual([undefined]);
});

it('holds copies', async () => {
  const { cache } = open();
  const value = Buffer.from([1, 2, 3]);
  await cache.setMany([{ key: 'a', value }]);
  value.fill(0);
  const [first] = await cache.getMany(['a']);
  first?.fill(9);
  const [second] = await cache.getMany(['a']);
  expect(second).toEqual(bytes(1, 2, 3));
  // Not a view of a larger buffer, which would keep all of it in memory.
  expect(second?.buffer.byteLength).toBe(3);
});

it('lets entries go when their time is over', async () => {
  const { cache } = open();
  await cache.setMany([{ key: 'short', value: bytes(1) }], { ttlSeconds: 0.05 });
  await cache.setMany([{ key: 'long', value: bytes(1) }], { ttlSeconds: 60 });
  await setTimeout(120);
  expect(await cache.getMany(['short', 'long'])).toEqual([undefined, bytes(1)]);
});

it('stays within its limit: what was used longest ago goes first', async () => {
  const { cache, read, check } = open();
  for (let i = 0; i < 100; i += 1) {
    await cache.setMany([{ key: `k${i}`, value: new Uint8Array(100_000) }]);
    await cache.getMany(['k0']);
  }
  expect(await read('aidb_cache_bytes')).toBeLessThanOrEqual(1_048_576);
  expect(await read('aidb_cache_evictions_total')).toBeGreaterThan(80);
  const [used, old, last] = await cache.getMany(['k0', 'k1', 'k99']);
  expect([used?.length, old, last?.length]).toEqual([100_000, undefined, 100_000]);
  expect(await check()).toMatchObject({ state: 'ok', evidence: expect.stringMatching(/10 entries, .* of 1\.0 MiB/) });
});

it('does not keep an entry larger than itself, nor the older value under that key', async () => {
  const { cache } = open();
  await cache.setMany([{ key: 'a', value: bytes(1) }]);
  await cache.setMany([{ key: 'a', value: new Uint8Array(2_000_000) }]);
  expect(await cache.getMany(['a'])).toEqual([undefined]);
});

it('deletes by prefix and lets other work go on meanwhile', async () => {
  const { cache } = open(64 * 1024 * 1024);
  const entries = Array.from({ length: 20_000 }, (_, i) => ({ key: `${i % 2 === 0 ? 'even' : 'odd'}:${i}`, value: bytes(1) }));
  await cache.setMany(entries);
  let turns = 0;
  const other = setInterval(() => {
    turns += 1;
  }, 0);
  expect(await cache.deletePrefix('even:')).toBe(10_000);
  clearInterval(other);
  expect(turns).toBeGreaterThan(0);
  expect(await cache.deletePrefix('even:')).toBe(0);
  expect(await cache.getMany(['odd:1', 'even:0'])).toEqual([bytes(1), undefined]);
  expect(await cache.deletePrefix('')).toBe(10_000);
});

it('is a part that stops empty, and is not essential', async () => {
  const { cache, sampler, read } = open();
  expect(cache.part).toMatchObject({ name: 'cache', title: 'Cache', dependsOn: [], isEssential: false });
  await cache.part.start(() => undefined);
  await cache.setMany([{ key: 'a', value: bytes(1) }]);
  await cache.part.stop();
  expect(await read('aidb_cache_entries')).toBe(0);
  expect(sampler.history(60).figures.map(({ name }) => name)).toEqual(['cache_entries', 'cache_bytes']);
});

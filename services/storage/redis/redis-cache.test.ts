import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { createRedisCache, type FindRedis } from '../index.ts';

const password = 'pass word$#1';
const bytes = (...values: number[]) => Uint8Array.from(values);
const hasRedis = (() => {
  try {
    return execFileSync('redis-server', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

let server: ChildProcess | undefined;
let folder: string | undefined;
let port = 0;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await stopServer();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
  port = 0;
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startServer(...options: string[]): Promise<void> {
  folder ??= await mkdtemp(join(tmpdir(), 'gantry-redis-'));
  port ||= await freePort();
  const listen = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--requirepass', password];
  server = spawn('redis-server', [...listen, ...options], { stdio: 'ignore' });
  await expect.poll(() => beside((redis) => redis.ping()).catch(() => undefined), { timeout: 10_000 }).toBe('PONG');
}

async function stopServer(): Promise<void> {
  const ending = server;
  server = undefined;
  if (ending === undefined || ending.exitCode !== null) return;
  ending.kill('SIGKILL');
  await new Promise((resolve) => ending.once('exit', resolve));
}

/** Asks Redis beside the cache. */
async function beside<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ port, host: '127.0.0.1', password, lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function open(find: FindRedis = async () => ({ host: '127.0.0.1', port, password: async () => password })) {
  const metrics = createMetrics();
  const sampler = createSampler({ events: createEvents(), log: createLog({ level: 'silent' }) });
  const config = { keyPrefix: 'gantry:', redisTimeoutMs: 200 };
  const cache = createRedisCache({ config, find, log: createLog({ level: 'silent' }), metrics, sampler });
  closers.push(() => cache.part.stop());
  await cache.part.start(() => undefined);
  const check = () => cache.part.checks[0]?.run(AbortSignal.timeout(1000));
  const read = async (name: string) => Number((await metrics.render()).match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
  return { cache, check, read };
}

describe.skipIf(!hasRedis)('with a Redis server', () => {
  it('keeps bytes in the order asked for, under its prefix, with gaps for what is missing', async () => {
    await startServer();
    const { cache, check, read } = await open();
    const all = Uint8Array.from({ length: 256 }, (_, at) => at);
    await cache.setMany([
      { key: 'a', value: all },
      { key: 'empty', value: bytes() },
      { key: 'part', value: all.subarray(10, 12) },
    ]);
    const found = await cache.getMany(['part', 'nothing', 'empty', 'a']);
    expect(found).toEqual([bytes(10, 11), undefined, bytes(), all]);
    expect(found[0]?.buffer.byteLength).toBe(2);
    expect(await cache.getMany([])).toEqual([]);
    expect(await beside((redis) => redis.keys('*'))).toEqual(expect.arrayContaining(['gantry:a', 'gantry:empty', 'gantry:part']));
    expect(await cache.delete('a')).toBe(true);
    expect(await cache.delete('a')).toBe(false);
    expect([await read('aidb_redis_hits_total'), await read('aidb_redis_misses_total')]).toEqual([3, 1]);
    expect(await read('aidb_redis_pool_total')).toBe(1);
    expect(await check()).toMatchObject({ state: 'ok', evidence: expect.stringMatching(/\d ms/) });
  });

  it('lets entries go when their time is over', async () => {
    await startServer();
    const { cache } = await open();
    await cache.setMany([{ key: 'short', value: bytes(1) }], { ttlSeconds: 0.05 });
    await cache.setMany([{ key: 'long', value: bytes(1) }], { ttlSeconds: 60 });
    await setTimeout(150);
    expect(await cache.getMany(['short', 'long'])).toEqual([undefined, bytes(1)]);
  });

  it('deletes by prefix, letters of patterns included, and no key of another program', async () => {
    await startServer();
    await beside((redis) => redis.mset('other', '1', 'gantryx', '1'));
    const { cache } = await open();
    await cache.setMany(Array.from({ length: 3000 }, (_, i) => ({ key: `${i % 2 === 0 ? '[a]*' : 'b'}:${i}`, value: bytes(1) })));
    expect(await cache.deletePrefix('[a]*:')).toBe(1500);
    expect(await cache.deletePrefix('[a]*:')).toBe(0);
    expect(await cache.deletePrefix('')).toBe(1500);
    expect((await beside((redis) => redis.keys('*'))).sort()).toEqual(['gantryx', 'other']);
  });

  it('is an empty cache while Redis is away, says so, and comes back by itself', async () => {
    await startServer();
    const { cache, check, read } = await open();
    await cache.setMany([{ key: 'a', value: bytes(1) }]);
    await stopServer();
    await expect.poll(check).toMatchObject({ state: 'degraded', fix: expect.stringContaining('up redis') });
    const startedAt = performance.now();
    await cache.setMany([{ key: 'b', value: bytes(1) }]);
    expect(await cache.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    expect(await cache.delete('a')).toBe(false);
    expect(await cache.deletePrefix('')).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(150);
    await expect.poll(() => read('aidb_redis_pool_total')).toBe(0);
    await startServer();
    await expect.poll(check, { timeout: 15_000 }).toMatchObject({ state: 'ok' });
    await cache.setMany([{ key: 'c', value: bytes(3) }]);
    // What was said while it was away was not kept for later.
    expect(await cache.getMany(['b', 'c'])).toEqual([undefined, bytes(3)]);
  });

  it('goes on without a Redis that hangs, and does not wait for it each time', async () => {
    await startServer();
    const { cache, check } = await open();
    server?.kill('SIGSTOP');
    const startedAt = performance.now();
    for (let i = 0; i < 50; i += 1) expect(await cache.getMany(['a'])).toEqual([undefined]);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(await check()).toMatchObject({ state: 'degraded', cause: expect.stringContaining('cache.redisTimeoutMs') });
    server?.kill('SIGCONT');
    await expect.poll(check, { timeout: 15_000 }).toMatchObject({ state: 'ok' });
  });

  it('says that the password is wrong without saying it, and takes the right one when it is there', async () => {
    await startServer();
    let given = 'not-the-password';
    const { cache, check } = await open(async () => ({ host: '127.0.0.1', port, password: async () => given }));
    const finding = await check();
    expect(finding).toMatchObject({ state: 'degraded', cause: 'Redis refused the password.' });
    expect(JSON.stringify(finding)).not.toContain(given);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
    given = password;
    await expect.poll(check, { timeout: 15_000 }).toMatchObject({ state: 'ok' });
  });

  it('is there at once where the password was changed between asking for it and the login', async () => {
    await startServer();
    let asked = 0;
    const { cache } = await open(async () => ({
      host: '127.0.0.1',
      port,
      password: async () => {
        asked += 1;
        return asked === 1 ? 'the-former-one' : password;
      },
    }));
    await cache.setMany([{ key: 'a', value: bytes(1) }]);
    expect(await cache.getMany(['a'])).toEqual([bytes(1)]);
    expect(asked).toBe(2);
  });

  it('says that Redis is full, and goes on', async () => {
    await startServer('--maxmemory', '1mb', '--maxmemory-policy', 'noeviction');
    const { cache, check } = await open();
    await cache.setMany(Array.from({ length: 30 }, (_, i) => ({ key: `k${i}`, value: new Uint8Array(100_000) })));
    await cache.setMany([{ key: 'a', value: bytes(1) }]);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
    expect(await check()).toMatchObject({ state: 'degraded', cause: expect.stringContaining('maxmemory') });
  });
});

it('starts without any Redis, as an empty cache', async () => {
  const { cache, check } = await open(async () => ({ unavailable: 'The stack has no Redis.', fix: 'Add it.' }));
  await cache.setMany([{ key: 'a', value: bytes(1) }]);
  expect(await cache.getMany(['a'])).toEqual([undefined]);
  expect(await check()).toMatchObject({ state: 'degraded', cause: 'The stack has no Redis.', fix: 'Add it.' });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Usage } from '#contract';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import type { Engine, RawStats } from '../engine/index.ts';
import { createStats } from './create-stats.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const second = 1000;

/** Half a core and 1 MiB more each second for every container, answered as `answer` decides. */
function start(answer: (id: string) => Promise<void> | undefined = () => undefined) {
  const calls: string[] = [];
  let containers = [{ service: 'a', id: 'a1' }];
  const rounds: Readonly<Record<string, Usage>>[] = [];
  const metrics = createMetrics();
  const engine = {
    info: () => ({ memory_bytes: 2 ** 34 }) as ReturnType<Engine['info']>,
    async stats(id: string): Promise<RawStats> {
      calls.push(id);
      await answer(id);
      const ms = Date.now() - Date.parse('2026-01-01T00:00:00Z');
      return {
        atMs: Date.now(),
        cpuTotalNs: ms * 500_000,
        throttledPeriods: 0,
        periods: 0,
        memoryUsageBytes: 2 ** 20 * (1 + ms / 1000),
        inactiveFileBytes: 0,
        memoryLimitBytes: undefined,
        receivedBytes: 0,
        sentBytes: 0,
        blockReadBytes: 0,
        blockWrittenBytes: 0,
        pids: 3,
      };
    },
  };
  const stats = createStats({
    engine,
    running: () => containers,
    onMeasured: (usage) => rounds.push(usage),
    log: createLog({ level: 'silent' }),
    metrics,
  });
  return { stats, calls, rounds, metrics, set: (next: typeof containers) => (containers = next) };
}

it('measures at once and every 5 s, tells it, and shows it as metrics', async () => {
  const { stats, rounds, metrics } = start();
  stats.wake();
  stats.wake();
  await vi.advanceTimersByTimeAsync(10 * second);
  expect(rounds.map(({ a }) => a?.cpu_cores)).toEqual([null, 0.5, 0.5]);
  expect(stats.latest('a')).toMatchObject({ cpu_cores: 0.5, memory_bytes: 11 * 2 ** 20 });
  expect(await metrics.render()).toMatch(/^gantry_service_cpu_cores\{service="a"\} 0\.5$/m);
  expect(await metrics.render()).not.toMatch(/^gantry_service_memory_limit_bytes\{/m);
  expect(stats.history(3600)).toMatchObject({ interval_seconds: 5, services: [{ name: 'a', samples: [{ cpu_cores: null }, {}, {}] }] });
  expect(stats.history(6, 'a').services[0]?.samples).toHaveLength(2);
  expect(stats.history(3600, 'b').services).toEqual([]);
  stats.close();
  expect(await metrics.render()).not.toMatch(/\{service=/);
  await vi.advanceTimersByTimeAsync(20 * second);
  expect(rounds).toHaveLength(3);
});

it('stops when nothing runs, and goes on when woken, with a first sample again for a new container', async () => {
  const { stats, rounds, calls, set } = start();
  stats.wake();
  await vi.advanceTimersByTimeAsync(5 * second);
  set([]);
  await vi.advanceTimersByTimeAsync(60 * second);
  expect(rounds.slice(2)).toEqual([{}]);
  expect(calls).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
  expect(stats.latest('a')).toBeNull();
  set([{ service: 'a', id: 'a2' }]);
  expect(stats.latest('a')).toBeNull();
  stats.wake();
  await vi.advanceTimersByTimeAsync(5 * second);
  expect(rounds.slice(3).map(({ a }) => a?.cpu_cores)).toEqual([null, 0.5]);
  expect(stats.history(3600).services[0]?.samples).toHaveLength(4);
  stats.close();
});

it('leaves a gap where the engine is slow, asks it nothing twice, and lets the others be measured', async () => {
  let free: () => void = () => undefined;
  let isSlow = false;
  const { stats, rounds, calls, set } = start((id) =>
    id === 'slow' && isSlow ? new Promise<void>((resolve) => (free = resolve)) : undefined,
  );
  set([
    { service: 'a', id: 'a1' },
    { service: 'b', id: 'slow' },
  ]);
  stats.wake();
  await vi.advanceTimersByTimeAsync(4 * second);
  isSlow = true;
  await vi.advanceTimersByTimeAsync(21 * second);
  expect(calls.filter((id) => id === 'slow')).toHaveLength(2);
  expect(rounds.map((round) => Object.keys(round))).toEqual([['a', 'b'], ['a'], ['a'], ['a'], ['a'], ['a']].slice(0, rounds.length));
  expect(rounds.length).toBeGreaterThanOrEqual(5);
  expect(stats.latest('b')).toBeNull();
  isSlow = false;
  free();
  await vi.advanceTimersByTimeAsync(5 * second);
  expect(rounds.at(-1)?.b?.cpu_cores).toBe(0.5);
  expect(stats.history(3600, 'b').services[0]?.samples.length).toBeLessThanOrEqual(3);
  stats.close();
});

it('leaves a gap where the engine fails', async () => {
  let fails = false;
  const { stats, rounds } = start(() => (fails ? Promise.reject(new Error('gone')) : undefined));
  stats.wake();
  await vi.advanceTimersByTimeAsync(second);
  fails = true;
  await vi.advanceTimersByTimeAsync(10 * second);
  expect(rounds).toMatchObject([{ a: {} }, {}, {}]);
  expect(rounds.slice(1)).toEqual([{}, {}]);
  stats.close();
});

it('keeps an hour, also of services that stopped', async () => {
  const { stats, set } = start();
  stats.wake();
  await vi.advanceTimersByTimeAsync(4000 * second);
  expect(stats.history(3600).services[0]?.samples.length).toBeGreaterThanOrEqual(719);
  expect(stats.history(3600).services[0]?.samples.length).toBeLessThanOrEqual(721);
  set([{ service: 'b', id: 'b1' }]);
  await vi.advanceTimersByTimeAsync(1800 * second);
  expect(stats.history(3600).services.map(({ name, samples }) => [name, samples.length > 300])).toEqual([
    ['a', true],
    ['b', true],
  ]);
  await vi.advanceTimersByTimeAsync(1900 * second);
  expect(stats.history(3600).services.map(({ name }) => name)).toEqual(['b']);
  stats.close();
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Usage } from '#contract';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { createEngine } from '../engine/index.ts';
import { isEngineThere, testDocker, testSocket } from '../test-engine.ts';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { eventually } from '../test-stack.ts';
import { createStats } from './create-stats.ts';

const mib = 1024 * 1024;

describe.skipIf(!isEngineThere)('on a real engine', () => {
  const log = createLog({ level: 'silent' });
  const engine = createEngine({ log, engine: 'docker', socket: testSocket, env: {} });
  const made: string[] = [];

  async function run(service: string, script: string, limits: { NanoCpus?: number; Memory?: number } = {}) {
    const container = await testDocker.createContainer({
      name: `gantry-stats-${service}-${Math.random().toString(36).slice(2, 8)}`,
      Image: busyboxImage,
      Cmd: ['sh', '-c', script],
      HostConfig: { ...limits, Tmpfs: { '/big': 'size=200m' } },
    });
    made.push(container.id);
    await container.start();
    return { service, id: container.id };
  }

  beforeAll(async () => {
    await ensureBusybox(testSocket);
    expect((await engine.connect()).state).toBe('ok');
  });
  afterAll(async () => {
    for (const id of made)
      await testDocker
        .getContainer(id)
        .remove({ force: true })
        .catch(() => undefined);
    engine.close();
  });

  it('measures what containers really use', async () => {
    let running = [
      await run('busy', 'while true; do :; done', { NanoCpus: 200_000_000, Memory: 64 * mib }),
      await run('idle', 'sleep 1000'),
      // 40 MiB of page cache that can be given back, which does not count, and 60 of tmpfs, which do.
      await run('full', 'dd if=/dev/zero of=/data/file bs=1M count=40; dd if=/dev/zero of=/big/file bs=1M count=60; sleep 1000', {
        Memory: 200 * mib,
      }),
    ];
    const rounds: Readonly<Record<string, Usage>>[] = [];
    const stats = createStats({ engine, running: () => running, onMeasured: (usage) => rounds.push(usage), log, metrics: createMetrics() });
    try {
      stats.wake();
      await eventually(() => rounds.length >= 3, 30_000);
      const last = rounds.at(-1);
      expect(Object.keys(last ?? {}).toSorted()).toEqual(['busy', 'full', 'idle']);
      expect(rounds[0]?.busy?.cpu_cores).toBeNull();
      expect(last?.busy?.cpu_cores).toBeGreaterThan(0.1);
      expect(last?.busy?.cpu_cores).toBeLessThan(0.3);
      expect(last?.busy?.throttled_ratio).toBeGreaterThan(0.3);
      expect(last?.busy?.memory_limit_bytes).toBe(64 * mib);
      expect(last?.idle?.cpu_cores).toBeLessThan(0.02);
      expect(last?.idle).toMatchObject({ throttled_ratio: null, memory_limit_bytes: null, pids: 1 });
      expect(last?.full?.memory_bytes).toBeGreaterThan(60 * mib);
      expect(last?.full?.memory_bytes).toBeLessThan(85 * mib);

      await testDocker.getContainer(running[0]?.id ?? '').restart({ t: 0 });
      const before = rounds.length;
      await eventually(() => rounds.length >= before + 3, 30_000);
      const rates = rounds.slice(before).map(({ busy }) => busy?.cpu_cores);
      for (const rate of rates) expect(rate ?? 0).toBeLessThan(0.4);
      expect(rates).toContain(null);

      await testDocker.getContainer(running[1]?.id ?? '').kill();
      const killed = rounds.length;
      await eventually(() => rounds.length >= killed + 2, 20_000);
      // It is still said to run, and there is nothing to measure: a gap.
      expect(rounds.at(-1)?.idle).toBeUndefined();
      running = [];
      await eventually(() => Object.keys(rounds.at(-1) ?? { left: true }).length === 0, 10_000);
    } finally {
      stats.close();
    }
  }, 120_000);
});

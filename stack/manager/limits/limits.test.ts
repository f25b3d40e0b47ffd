import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Usage } from '#contract';
import { memoryFit } from './memory-fit.ts';
import { recommend } from './recommend.ts';

const mib = 1024 * 1024;

const sample = (index: number, more: Partial<Usage> = {}): Usage => ({
  at: new Date(1_767_225_600_000 + index * 5000).toISOString(),
  cpu_cores: index === 0 ? null : 0.2,
  throttled_ratio: null,
  memory_bytes: 100 * mib,
  memory_limit_bytes: null,
  network_received_per_second: null,
  network_sent_per_second: null,
  block_read_per_second: null,
  block_written_per_second: null,
  pids: 1,
  ...more,
});
const samples = (count: number, more: (index: number) => Partial<Usage> = () => ({})) =>
  Array.from({ length: count }, (_, i) => sample(i, more(i)));

it('takes the 99th percentile and half as much again, rounded up', () => {
  expect(recommend(samples(121))).toEqual({
    memory_bytes: 160 * mib,
    cpus: 0.3,
    samples: 121,
    window_seconds: 600,
    memory_p99_bytes: 100 * mib,
    cpu_p99_cores: 0.2,
    reason: '99th percentile × 1.5 of 121 samples over 10 minutes, under the load of that time.',
  });
  // One peak in 200 is above the percentile, five are not.
  const peaks = (count: number) => recommend(samples(200, (i) => (i < count ? { memory_bytes: 1000 * mib } : {}))).memory_p99_bytes;
  expect([peaks(1), peaks(5)]).toEqual([100 * mib, 1000 * mib]);
});

it('says why there is none', () => {
  expect(recommend([])).toMatchObject({ memory_bytes: null, cpus: null, samples: 0, window_seconds: 0, memory_p99_bytes: null });
  expect(recommend([]).reason).toMatch(/^Nothing was measured/);
  expect(recommend(samples(59))).toMatchObject({ memory_bytes: null, cpus: null, memory_p99_bytes: 100 * mib });
  // Enough samples, too short a time.
  expect(recommend(samples(60)).reason).toBe('Too little was measured: 60 samples over 295 s; it needs 60 over 5 minutes.');
  expect(recommend(samples(61))).toMatchObject({ memory_bytes: 160 * mib, cpus: 0.3 });
  const noMemory = recommend(samples(100, () => ({ memory_bytes: null })));
  expect([noMemory.memory_bytes, noMemory.cpus]).toEqual([null, 0.3]);
  expect(noMemory.reason).toContain('Memory was measured too seldom.');
});

it('says that the limit shaped what was measured', () => {
  expect(recommend(samples(100, (i) => ({ throttled_ratio: i % 4 === 0 ? 0.5 : 0 }))).reason).toContain(
    'Its CPU limit held it back in 25 % of the samples',
  );
});

it('is never below what was measured, and on its steps', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ memory: fc.integer({ min: 0, max: 2 ** 40 }), cpu: fc.double({ min: 0, max: 64, noNaN: true }) }), {
        minLength: 62,
        maxLength: 200,
      }),
      (values) => {
        const {
          memory_bytes: memory,
          cpus,
          memory_p99_bytes: p99,
          cpu_p99_cores: cpu,
        } = recommend(values.map(({ memory, cpu }, i) => sample(i, { memory_bytes: memory, cpu_cores: cpu })));
        if (memory === null || cpus === null || p99 === null || cpu === null) throw new Error('there are enough samples');
        expect(memory % (16 * mib)).toBe(0);
        expect(memory).toBeGreaterThanOrEqual(p99 * 1.5);
        expect(memory - 16 * mib).toBeLessThanOrEqual(p99 * 1.5);
        expect(Math.round(cpus * 100) % 5).toBe(0);
        expect(cpus).toBe(Number(cpus.toFixed(2)));
        expect(cpus).toBeGreaterThanOrEqual(cpu * 1.5 - 1e-6);
      },
    ),
  );
});

it('fits memory to the machine', () => {
  const service = (name: string, limitMib: number | undefined, reservationMib?: number) => ({
    name,
    limits: {
      cpus: undefined,
      memoryBytes: limitMib === undefined ? undefined : limitMib * mib,
      memorySwapBytes: undefined,
      memoryReservationBytes: reservationMib === undefined ? undefined : reservationMib * mib,
      pids: undefined,
      knobs: {},
    },
  });
  const services = [service('a', 512, 128), service('b', 1024), service('c', undefined)];
  expect(memoryFit(services, 4096 * mib)).toEqual({
    neededBytes: 1152 * mib,
    limitBytes: 1536 * mib,
    availableBytes: 4096 * mib,
    fit: 'fits',
    unlimited: ['c'],
    largest: [
      { service: 'b', bytes: 1024 * mib },
      { service: 'a', bytes: 128 * mib },
    ],
  });
  expect([1536, 1535, 1152, 1151].map((free) => memoryFit(services, free * mib).fit)).toEqual(['fits', 'tight', 'tight', 'short']);
  expect(memoryFit(services, null).fit).toBe('unknown');
});

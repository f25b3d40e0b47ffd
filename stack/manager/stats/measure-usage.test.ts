import { expect, it } from 'vitest';
import type { RawStats } from '../engine/index.ts';
import { hasMeasured, measureUsage } from './measure-usage.ts';

const mib = 1024 * 1024;
const raw = (more: Partial<RawStats> = {}): RawStats => ({
  atMs: 1_767_225_600_000,
  cpuTotalNs: 10e9,
  throttledPeriods: 10,
  periods: 100,
  memoryUsageBytes: 100 * mib,
  inactiveFileBytes: 40 * mib,
  memoryLimitBytes: 256 * mib,
  receivedBytes: 1000,
  sentBytes: 2000,
  blockReadBytes: 3000,
  blockWrittenBytes: 4000,
  pids: 7,
  ...more,
});

it('makes rates of what happened between two samples', () => {
  const later = raw({
    atMs: raw().atMs + 5000,
    cpuTotalNs: 12.5e9,
    throttledPeriods: 15,
    periods: 120,
    receivedBytes: 6000,
    sentBytes: 2000,
    blockReadBytes: 13_000,
    blockWrittenBytes: 4500,
  });
  expect(measureUsage(later, raw(), null)).toEqual({
    at: '2026-01-01T00:00:05.000Z',
    cpu_cores: 0.5,
    throttled_ratio: 0.25,
    memory_bytes: 60 * mib,
    memory_limit_bytes: 256 * mib,
    network_received_per_second: 1000,
    network_sent_per_second: 0,
    block_read_per_second: 2000,
    block_written_per_second: 100,
    pids: 7,
  });
});

const noRates = {
  cpu_cores: null,
  throttled_ratio: null,
  network_received_per_second: null,
  network_sent_per_second: null,
  block_read_per_second: null,
  block_written_per_second: null,
};

it('has no rates for the first sample, after a restart, and between samples at one time', () => {
  expect(measureUsage(raw(), undefined, null)).toMatchObject({ ...noRates, memory_bytes: 60 * mib, pids: 7 });
  expect(measureUsage(raw({ atMs: raw().atMs + 5000, cpuTotalNs: 1e9, receivedBytes: 9999 }), raw(), null)).toMatchObject(noRates);
  expect(measureUsage(raw({ atMs: raw().atMs + 10, cpuTotalNs: 11e9 }), raw(), null)).toMatchObject(noRates);
});

it('says nothing of what the engine does not say', () => {
  const empty: RawStats = {
    atMs: raw().atMs + 5000,
    cpuTotalNs: undefined,
    throttledPeriods: undefined,
    periods: undefined,
    memoryUsageBytes: undefined,
    inactiveFileBytes: undefined,
    memoryLimitBytes: undefined,
    receivedBytes: undefined,
    sentBytes: undefined,
    blockReadBytes: undefined,
    blockWrittenBytes: undefined,
    pids: undefined,
  };
  expect(measureUsage(empty, { ...empty, atMs: raw().atMs }, 1)).toEqual({
    at: '2026-01-01T00:00:05.000Z',
    ...noRates,
    memory_bytes: null,
    memory_limit_bytes: null,
    pids: null,
  });
  expect([hasMeasured(empty), hasMeasured({ ...empty, cpuTotalNs: 0, memoryUsageBytes: 0, pids: 0 }), hasMeasured(raw())]).toEqual([
    false,
    false,
    true,
  ]);
});

it('tells no limit from a limit', () => {
  const limit = (memoryLimitBytes: number, machine: number | null) =>
    measureUsage(raw({ memoryLimitBytes }), undefined, machine).memory_limit_bytes;
  expect(limit(256 * mib, 1024 * mib)).toBe(256 * mib);
  expect(limit(1024 * mib, 1024 * mib)).toBeNull();
  expect(limit(2 ** 63, null)).toBeNull();
  expect(limit(0, null)).toBeNull();
  const idle = measureUsage(raw({ atMs: raw().atMs + 5000 }), raw(), null);
  expect(idle.throttled_ratio).toBe(0);
  const unlimited = measureUsage(
    raw({ atMs: raw().atMs + 5000, periods: 0, throttledPeriods: 0 }),
    raw({ periods: 0, throttledPeriods: 0 }),
    null,
  );
  expect(unlimited.throttled_ratio).toBeNull();
  expect(measureUsage(raw({ inactiveFileBytes: 200 * mib }), undefined, null).memory_bytes).toBe(0);
});

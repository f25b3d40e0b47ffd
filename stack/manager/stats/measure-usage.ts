import type { Usage } from '#contract';
import type { RawStats } from '../engine/index.ts';

/** Two samples closer than this give rates of nothing but noise. */
const leastSpanMs = 250;
const counters = ['cpuTotalNs', 'receivedBytes', 'sentBytes', 'blockReadBytes', 'blockWrittenBytes', 'periods'] as const;

/**
 * Usage from the counters now and those before. Without the latter, or when a counter went back because the container started again,
 * there are no rates: they are null, never 0. `machineBytes`: a memory limit not below it is none.
 */
export function measureUsage(now: RawStats, before: RawStats | undefined, machineBytes: number | null): Usage {
  const since = before !== undefined && isLater(now, before) ? before : undefined;
  const seconds = since === undefined ? 0 : (now.atMs - since.atMs) / 1000;
  const perSecond = (key: (typeof counters)[number]) => {
    const [value, first] = [now[key], since?.[key]];
    return value === undefined || first === undefined ? null : (value - first) / seconds;
  };
  const cpuNs = perSecond('cpuTotalNs');
  return {
    at: new Date(now.atMs).toISOString(),
    cpu_cores: cpuNs === null ? null : cpuNs / 1e9,
    throttled_ratio: throttledRatio(now, since),
    memory_bytes: now.memoryUsageBytes === undefined ? null : Math.max(0, now.memoryUsageBytes - (now.inactiveFileBytes ?? 0)),
    memory_limit_bytes: limitOf(now.memoryLimitBytes, machineBytes),
    network_received_per_second: perSecond('receivedBytes'),
    network_sent_per_second: perSecond('sentBytes'),
    block_read_per_second: perSecond('blockReadBytes'),
    block_written_per_second: perSecond('blockWrittenBytes'),
    pids: now.pids ?? null,
  };
}

/** Engines answer for a container that does not run too, with nothing in it. */
export function hasMeasured({ memoryUsageBytes, pids }: RawStats): boolean {
  return (memoryUsageBytes ?? 0) > 0 || (pids ?? 0) > 0;
}

function isLater(now: RawStats, before: RawStats): boolean {
  const wentBack = counters.some((key) => (now[key] ?? 0) < (before[key] ?? 0));
  return !wentBack && now.atMs - before.atMs >= leastSpanMs;
}

/** Share of the scheduling periods in between that were throttled; null where no CPU limit makes periods. */
function throttledRatio(now: RawStats, before: RawStats | undefined): number | null {
  if (before === undefined || now.periods === undefined || now.throttledPeriods === undefined || now.periods === 0) return null;
  const periods = now.periods - (before.periods ?? 0);
  const throttled = now.throttledPeriods - (before.throttledPeriods ?? 0);
  return periods <= 0 ? 0 : Math.min(1, Math.max(0, throttled / periods));
}

function limitOf(bytes: number | undefined, machineBytes: number | null): number | null {
  if (bytes === undefined || bytes === 0 || !Number.isSafeInteger(bytes)) return null;
  return machineBytes !== null && bytes >= machineBytes ? null : bytes;
}

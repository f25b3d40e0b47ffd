import type Docker from 'dockerode';
import type { RawStats } from './engine.ts';
import { callEngine } from './engine-errors.ts';

interface EngineStats {
  read?: string;
  cpu_stats?: { cpu_usage?: { total_usage?: number }; throttling_data?: { periods?: number; throttled_periods?: number } };
  memory_stats?: { usage?: number; limit?: number; stats?: { total_inactive_file?: number; inactive_file?: number } };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>;
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null };
  pids_stats?: { current?: number };
}

/** Counters of a running container, once, without waiting for a second sample. */
export async function readContainerStats(docker: Docker, id: string): Promise<RawStats> {
  const stats = (await callEngine('measuring a container', () =>
    docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
  )) as unknown as EngineStats;
  const networks = Object.values(stats.networks ?? {});
  const blocks = stats.blkio_stats?.io_service_bytes_recursive ?? undefined;
  const memory = stats.memory_stats;
  return {
    atMs: Date.now(),
    cpuTotalNs: stats.cpu_stats?.cpu_usage?.total_usage,
    periods: stats.cpu_stats?.throttling_data?.periods,
    throttledPeriods: stats.cpu_stats?.throttling_data?.throttled_periods,
    memoryUsageBytes: memory?.usage,
    inactiveFileBytes: memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file,
    memoryLimitBytes: memory?.limit,
    receivedBytes: networks.length === 0 ? undefined : networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sentBytes: networks.length === 0 ? undefined : networks.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    blockReadBytes: sumBlocks(blocks, 'read'),
    blockWrittenBytes: sumBlocks(blocks, 'write'),
    pids: stats.pids_stats?.current,
  };
}

function sumBlocks(entries: { op: string; value: number }[] | undefined, op: string): number | undefined {
  return entries?.filter((entry) => entry.op.toLowerCase() === op).reduce((sum, { value }) => sum + value, 0);
}

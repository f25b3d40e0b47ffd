import type { Usage } from '#contract';
import type { Gauge, Metrics } from '#platform/metrics';

/** What is shown of each service, and the part of its usage it is read from. Network and disk are rates, as the engine's counters start anew with a container. */
const shown = [
  { name: 'gantry_service_cpu_cores', help: 'Processor time a service of the stack uses, cores', key: 'cpu_cores' },
  { name: 'gantry_service_cpu_throttled_ratio', help: 'Share of scheduling periods the CPU limit held it back', key: 'throttled_ratio' },
  { name: 'gantry_service_memory_bytes', help: 'Memory of a service, without page cache that can be given back', key: 'memory_bytes' },
  { name: 'gantry_service_memory_limit_bytes', help: 'Memory limit of a service, where it has one', key: 'memory_limit_bytes' },
  {
    name: 'gantry_service_network_received_bytes_per_second',
    help: 'Bytes a service receives each second',
    key: 'network_received_per_second',
  },
  { name: 'gantry_service_network_sent_bytes_per_second', help: 'Bytes a service sends each second', key: 'network_sent_per_second' },
  {
    name: 'gantry_service_block_read_bytes_per_second',
    help: 'Bytes a service reads from disks each second',
    key: 'block_read_per_second',
  },
  {
    name: 'gantry_service_block_written_bytes_per_second',
    help: 'Bytes a service writes to disks each second',
    key: 'block_written_per_second',
  },
  { name: 'gantry_service_pids', help: 'Processes and threads of a service', key: 'pids' },
] as const satisfies readonly { name: string; help: string; key: keyof Usage }[];

/** Declares the metrics of the services. The function returned shows one round; what was not measured in it has no sample. */
export function declareStatsMetrics(metrics: Metrics): (usage: Readonly<Record<string, Usage>>) => void {
  const gauges = shown.map(({ name, help, key }) => ({
    gauge: metrics.gauge({ name, help, labels: ['service'] }) as Gauge<'service'>,
    key,
  }));
  return (usage) => {
    for (const { gauge, key } of gauges) {
      gauge.reset();
      for (const [service, { [key]: value }] of Object.entries(usage)) if (value !== null) gauge.set({ service }, value);
    }
  };
}

import type { Output, Usage } from '#contract';
import type { Io } from '../io.ts';
import { printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { formatCompact, formatMemory, formatSeconds } from '../quantities.ts';
import { paint } from '../style.ts';
import { type Column, formatTable } from '../table.ts';
import { describeCpu } from './print-stack.ts';

type Stats = Output<'stack.stats'>;

interface Row extends Partial<Usage> {
  name: string;
}

const rate = (title: string, key: RateKey): Column<Row> => ({
  title,
  value: (row) => {
    const value = row[key];
    return value == null ? '' : formatCompact(value);
  },
  align: 'right',
});

type RateKey = 'network_received_per_second' | 'network_sent_per_second' | 'block_read_per_second' | 'block_written_per_second';

const columns: readonly Column<Row>[] = [
  { title: 'Service', value: ({ name }) => name, canShrink: true },
  { title: 'CPU', value: ({ cpu_cores: cores }) => describeCpu(cores), align: 'right' },
  { title: 'Memory', value: ({ memory_bytes: bytes }) => (bytes == null ? '' : formatMemory(bytes)), align: 'right' },
  { title: 'Limit', value: ({ memory_limit_bytes: bytes }) => (bytes == null ? '' : formatMemory(bytes)), align: 'right' },
  rate('Net in', 'network_received_per_second'),
  rate('out', 'network_sent_per_second'),
  rate('Read', 'block_read_per_second'),
  rate('Write', 'block_written_per_second'),
  { title: 'PIDs', value: ({ pids }) => (pids == null ? '' : String(pids)), align: 'right' },
];

/** The newest measurement of each service as lines; rates are bytes a second. What was not measured is empty, never 0. */
export function describeStats(stats: Stats, width: number | undefined): string[] {
  const rows = stats.services.map(({ name, samples }): Row => ({ name, ...samples.at(-1) }));
  const held = rows.flatMap(({ name, throttled_ratio: ratio }) =>
    ratio == null || ratio < 0.01 ? [] : [printable(`${name}: its CPU limit held it back in ${Math.round(ratio * 100)}% of the periods`)],
  );
  return [...formatTable({ columns, rows, width }), ...held];
}

/** What was measured over the whole window, for one service. */
export function printWindow(io: Io, { samples, seconds }: { samples: readonly Usage[]; seconds: number }): void {
  if (samples.length === 0) return;
  const figure = (values: (number | null)[], describe: (value: number) => string) => {
    const known = values.filter((value) => value !== null).sort((a, b) => a - b);
    if (known.length === 0) return 'not measured';
    const at = (share: number) => describe(known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0);
    return `${at(0.5)} median, ${at(0.99)} 99th percentile, ${at(1)} most`;
  };
  printLine(io);
  printLine(io, paint(io.stdout, 'dim', `${samples.length} samples of the last ${formatSeconds(seconds)}`));
  printLine(
    io,
    `  CPU:    ${figure(
      samples.map(({ cpu_cores: cores }) => cores),
      describeCpu,
    )}`,
  );
  printLine(
    io,
    `  Memory: ${figure(
      samples.map(({ memory_bytes: bytes }) => bytes),
      formatMemory,
    )}`,
  );
}

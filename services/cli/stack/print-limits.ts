import type { Output, ServiceLimits } from '#contract';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatMemory, formatSeconds } from '../quantities.ts';
import { paint } from '../style.ts';

type Limits = Output<'stack.read-limits'>;

interface Row {
  title: string;
  now: string;
  inFile: string;
  used: string;
  recommended: string;
}

/** Limits of a service: in force, in the file, beside what it uses and what would fit what was measured. */
export function printLimits(
  io: Io,
  { name, in_file: file, in_force: force, usage, recommended, editable, can_limit_swap: canLimitSwap }: Limits,
): void {
  const row = (title: string, describe: (limits: ServiceLimits) => string, more: Partial<Pick<Row, 'used' | 'recommended'>> = {}): Row => ({
    title,
    now: force === null ? '' : describe(force),
    inFile: describe(file),
    used: '',
    recommended: '',
    ...more,
  });
  const rows = [
    row('CPUs', ({ cpus }) => orNone(cpus, describeCores), {
      used: orNothing(usage?.cpu_cores, describeCores),
      recommended: orNothing(recommended.cpus, describeCores),
    }),
    row('Memory', ({ memory_bytes: bytes }) => orNone(bytes, formatMemory), {
      used: orNothing(usage?.memory_bytes, formatMemory),
      recommended: orNothing(recommended.memory_bytes, formatMemory),
    }),
    row('Memory and swap', ({ memory_swap_bytes: bytes }) => (bytes === -1 ? 'no limit' : orNone(bytes, formatMemory))),
    row('Memory reserved', ({ memory_reservation_bytes: bytes }) => orNone(bytes, formatMemory)),
    row('Processes', ({ pids }) => orNone(pids, String), { used: orNothing(usage?.pids, String) }),
  ];
  printTable<Row>(io, {
    columns: [
      { title: name, value: ({ title }) => title, canShrink: true },
      { title: 'In force', value: ({ now }) => now, align: 'right' },
      { title: 'In file', value: ({ inFile }) => inFile, align: 'right' },
      { title: 'Used now', value: ({ used }) => used, align: 'right' },
      { title: 'Recommended', value: (each) => each.recommended, align: 'right' },
    ],
    rows,
  });
  if (force === null) printLine(io, 'It has no container; the next one gets what the file says.');
  if (canLimitSwap === false) printLine(io, 'This engine cannot limit swap: the limit of memory and swap in the file has no effect here.');
  const hasAdvice = recommended.memory_bytes !== null || recommended.cpus !== null;
  const samples = hasAdvice ? ` (${recommended.samples} samples of ${formatSeconds(recommended.window_seconds)})` : '';
  printLine(io, paint(io.stdout, 'dim', printable(`Recommended: ${recommended.reason}${samples}`)));
  if (editable.length === 0) printLine(io, 'The file makes none of them a variable, so they are changed there.');
}

function describeCores(cores: number): string {
  return String(Number(cores.toFixed(2)));
}

function orNone<T>(value: T | null, describe: (value: T) => string): string {
  return value === null ? 'none' : describe(value);
}

function orNothing<T>(value: T | null | undefined, describe: (value: T) => string): string {
  return value == null ? '' : describe(value);
}

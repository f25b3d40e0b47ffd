import { type Command, InvalidArgumentError } from 'commander';
import { type ClientInput, GantryError, type Output } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { formatMemory } from '../quantities.ts';
import { readMemory } from '../read-memory.ts';
import { exportHostLimits } from '../stack/export-host-limits.ts';
import { printLimits } from '../stack/print-limits.ts';

interface Options extends CommonOptions {
  memory?: number;
  swap?: number;
  cpus?: number;
  pids?: number;
  recommended?: boolean;
  yes?: boolean;
  host?: boolean;
  out?: string;
}

type Limits = Output<'stack.read-limits'>;
type Change = Omit<ClientInput<'stack.set-limits'>, 'name'>;

const noLimit = -1;

/** `gantry limits`: limits of a service, shown or changed at once and for the next container. */
export function createLimitsCommand(io: Io): Command {
  return createCommand(io, 'limits', 'Show the limits of a service, or change them at once and for its next container')
    .argument('[service]')
    .option('--memory <size>', 'such as 512m or 1.5g', readMemory)
    .option('--swap <size>', 'beside the memory, such as 256m; 0 is none, -1 no limit', readSwap)
    .option('--cpus <count>', 'such as 1.5', readCpus)
    .option('--pids <count>', 'most processes', wholeNumber(1, 4_194_304))
    .option('--recommended', 'memory and CPUs by what was measured; the options above win')
    .option('--yes', 'do not ask')
    .option('--host', 'text of a systemd drop-in that bounds all containers together; it is never applied')
    .option('--out <file>', 'with --host: save the text there')
    .action(async (service: string | undefined, { json = false, yes = false, host, out, ...wanted }: Options) => {
      if (host) return exportHostLimits(io, { json, ...(out === undefined ? {} : { out }) });
      const name = expectService(service);
      const { client } = await connect(io);
      const limits = await client.call('stack.read-limits', { name });
      const change = changeOf(limits, wanted);
      if (Object.keys(change).length === 0) {
        if (json) printJson(io, limits);
        else printLimits(io, limits);
        return;
      }
      if (!json) io.stderr.write(`${name}: ${describeChange(change)}\n`);
      await confirm(io, { question: 'Change it now?', yes, isDestructive: false, refused: 'Nothing was changed.' });
      const changed = await client.call('stack.set-limits', { name, ...change });
      if (json) return printJson(io, changed);
      printLine(io, 'Changed, and written down for its next container.');
      printLimits(io, changed);
    });
}

/** @throws GantryError `invalid_value` */
function expectService(service: string | undefined): string {
  if (service !== undefined) return service;
  throw new GantryError('invalid_value', { message: 'service must be named, or --host given.', field: 'service' });
}

/** @throws GantryError `conflict` when nothing can be recommended, `invalid_value` for swap beside an unknown memory */
function changeOf(limits: Limits, { memory, swap, cpus, pids, recommended }: Options): Change {
  const { recommended: advice, editable } = limits;
  if (recommended && advice.memory_bytes === null && advice.cpus === null) {
    throw new GantryError('conflict', {
      message: `Nothing can be recommended: ${advice.reason}`,
      fix: 'Let it run under its usual load first.',
    });
  }
  const memoryBytes = memory ?? (recommended && editable.includes('memory_bytes') ? (advice.memory_bytes ?? undefined) : undefined);
  const cores = cpus ?? (recommended && editable.includes('cpus') ? (advice.cpus ?? undefined) : undefined);
  return {
    ...(memoryBytes === undefined ? {} : { memory_bytes: memoryBytes }),
    ...(swap === undefined ? {} : { memory_swap_bytes: totalWithSwap(limits, swap, memoryBytes) }),
    ...(cores === undefined ? {} : { cpus: cores }),
    ...(pids === undefined ? {} : { pids }),
  };
}

/** The engine counts memory and swap together; people think of swap alone. */
function totalWithSwap({ in_force: force, in_file: file }: Limits, swap: number, memoryBytes: number | undefined): number {
  if (swap === noLimit) return noLimit;
  const memory = memoryBytes ?? force?.memory_bytes ?? file.memory_bytes;
  if (memory === null)
    throw new GantryError('invalid_value', {
      message: 'swap needs a memory limit beside it, and the service has none.',
      field: 'swap',
      fix: 'Give --memory too.',
    });
  return memory + swap;
}

function describeChange({ memory_bytes: memory, memory_swap_bytes: total, cpus, pids }: Change): string {
  return [
    memory === undefined ? [] : `memory ${formatMemory(memory)}`,
    total === undefined ? [] : `memory and swap ${total === noLimit ? 'without limit' : formatMemory(total)}`,
    cpus === undefined ? [] : `${cpus} CPUs`,
    pids === undefined ? [] : `${pids} processes`,
  ]
    .flat()
    .join(', ');
}

function readSwap(text: string): number {
  if (text === '-1') return noLimit;
  return /^0+$/.test(text) ? 0 : readMemory(text);
}

function readCpus(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 0.01 || value > 512) throw new InvalidArgumentError('It must be a number from 0.01 to 512.');
  return value;
}

import { type Command, Option } from 'commander';
import type { Client } from '#client';
import { type ClientInput, GantryError, type LogLevel, logLevelSchema, type Output } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { readMoment } from '../read-moment.ts';
import { printLogLine } from '../stack/print-log-line.ts';

interface Options extends CommonOptions {
  follow?: boolean;
  since?: string;
  until?: string;
  tail?: number;
  level?: LogLevel;
  contains?: string;
  names: boolean;
}

const usualTail = 500;
const mostLines = 10_000;
const leastNameCells = 8;
/** The host takes at most 30 s. */
const waitSeconds = 25;

/** `gantry logs`: what the containers wrote, merged by time. */
export function createLogsCommand(io: Io): Command {
  return createCommand(io, 'logs', 'Show what services wrote, merged by time')
    .argument('[service...]', 'only of these')
    .option('-f, --follow', 'go on with new lines until Ctrl-C; with --json one object a line')
    .option('--since <when>', 'not before: a time ago (10m, 1h30m, 2d) or a timestamp', (text) => readMoment(text))
    .option('--until <when>', 'not after, written alike', (text) => readMoment(text))
    .option(
      '--tail <count>',
      `newest lines, 1 to ${mostLines} (default: ${usualTail}, or ${mostLines} with --since)`,
      wholeNumber(1, mostLines),
    )
    .addOption(new Option('--level <level>', 'of this level or worse').choices(logLevelSchema.options))
    .option('--contains <text>', 'only lines that contain it, without regard to case')
    .option('--no-names', 'without the names of the services')
    .action(async (services: string[], { follow, names, json = false, tail, ...options }: Options) => {
      if (follow && options.until !== undefined)
        throw new GantryError('invalid_value', { message: 'until cannot be given with --follow.', field: 'until' });
      const { client } = await connect(io);
      const query: ClientInput<'stack.logs'> = {
        services: services.join(','),
        tail: tail ?? (options.since === undefined ? usualTail : mostLines),
        ...filterOf(options),
      };
      const first = await client.call('stack.logs', query);
      if (json && !follow) return printJson(io, first);
      if (first.is_cut && tail === undefined) io.stderr.write(`There are older lines; --tail ${mostLines} or --since shows more.\n`);
      let nameCells = names ? leastNameCells : undefined;
      const print = (lines: Output<'stack.logs'>['lines']) => {
        if (nameCells !== undefined) nameCells = Math.max(nameCells, ...lines.map(({ service }) => service.length));
        for (const line of lines) {
          if (json) printJson(io, line);
          else printLogLine(io, line, { nameCells });
        }
      };
      print(first.lines);
      if (follow) await followLogs(io, { client, query, cursor: first.cursor, print });
    });
}

function filterOf({
  since,
  until,
  level,
  contains,
}: Pick<Options, 'since' | 'until' | 'level' | 'contains'>): Partial<ClientInput<'stack.logs'>> {
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(level === undefined ? {} : { level }),
    ...(contains === undefined ? {} : { contains }),
  };
}

interface FollowOptions {
  client: Client;
  query: ClientInput<'stack.logs'>;
  cursor: string;
  print(lines: Output<'stack.logs'>['lines']): void;
}

/** Asks again and again for what came after the cursor; each call waits for a line. Ctrl-C is the ordinary end. */
async function followLogs(io: Io, { client, query, cursor, print }: FollowOptions): Promise<void> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  // The cursor says where to go on; the beginning it was asked with would only be read again.
  const { since: _since, ...rest } = query;
  try {
    let at = cursor;
    while (!stop.signal.aborted) {
      const input = { ...rest, tail: mostLines, cursor: at, wait_seconds: waitSeconds };
      const reply = await client.call('stack.logs', input, { signal: stop.signal });
      if (reply.is_cut) io.stderr.write('Some lines came too fast and are missing here.\n');
      print(reply.lines);
      at = reply.cursor;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Client } from '#client';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, terminalWidth } from '../output.ts';
import { describeStats, printWindow } from '../stack/print-stats.ts';

interface Options extends CommonOptions {
  watch?: boolean;
}

/** For one service, what its limits are judged by; the present needs only the last samples. */
const windowSeconds = 900;
const presentSeconds = 30;

/** `gantry stats`: what services use now. */
export function createStatsCommand(io: Io): Command {
  return createCommand(io, 'stats', 'Show CPU, memory, network, disk and processes of each service as last measured')
    .argument('[service]')
    .option('--watch', 'again after each measurement until Ctrl-C; with --json one object a line')
    .addHelpText('after', '\nCPU is of one core; network and disk are bytes a second. An empty cell was not measured.')
    .action(async (service: string | undefined, { watch = false, json = false }: Options) => {
      const { client } = await connect(io);
      const chosen = service === undefined ? {} : { service };
      if (watch) return watchStats(io, { client, chosen, json });
      const stats = await client.call('stack.stats', { ...chosen, seconds: service === undefined ? presentSeconds : windowSeconds });
      if (json) return printJson(io, stats);
      if (stats.services.length === 0) return printLine(io, 'Nothing was measured: no service runs.');
      for (const line of describeStats(stats, terminalWidth(io.stdout))) printLine(io, line);
      const [only] = stats.services;
      if (service !== undefined && only !== undefined) printWindow(io, { samples: only.samples, seconds: windowSeconds });
    });
}

interface WatchOptions {
  client: Client;
  chosen: { service?: string };
  json: boolean;
}

async function watchStats(io: Io, { client, chosen, json }: WatchOptions): Promise<void> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  let drawn = 0;
  try {
    while (!stop.signal.aborted) {
      const stats = await client.call('stack.stats', { ...chosen, seconds: presentSeconds }, { signal: stop.signal });
      if (json) printJson(io, stats);
      else {
        const lines = stats.services.length === 0 ? ['No service runs.'] : describeStats(stats, terminalWidth(io.stdout));
        if (io.stdout.isTTY && drawn > 0) io.stdout.write(`\u001b[${drawn}A\u001b[0J`);
        for (const line of lines) printLine(io, line);
        drawn = lines.length;
      }
      await wait(stats.interval_seconds * 1000, undefined, { signal: stop.signal });
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

import type { Command } from 'commander';
import type { Health } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { printHealth } from '../print-health.ts';

/** Every part answers at once or is a finding; the checks have 5 s each. */
const statusTimeoutMs = 30_000;

/** `gantry status`: every part with state, reason and fix. */
export function createStatusCommand(io: Io): Command {
  return createCommand(io, 'status', 'Say of every part of the running host how it is, why, and what to do; exit 1 unless all is ok')
    .option('--refresh', 'run every check now instead of giving the last results')
    .action(async ({ json, refresh = false }: CommonOptions & { refresh?: boolean }) => {
      const { client, address } = await connect(io, statusTimeoutMs);
      const health: Health = await client.call('health.read', { refresh });
      if (json) printJson(io, health);
      else printHealth(io, health, address);
      io.setExitCode(health.state === 'ok' ? exitCodes.ok : exitCodes.failed);
    });
}

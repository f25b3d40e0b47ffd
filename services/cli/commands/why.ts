import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { printWhy } from '../stack/print-why.ts';

/** `gantry why`: why a service is as it is, and what to do. */
export function createWhyCommand(io: Io): Command {
  return createCommand(io, 'why', 'Say why a service is as it is: root, evidence, cause and fix')
    .argument('<service>')
    .action(async (name: string, { json }: CommonOptions) => {
      const { client } = await connect(io);
      const why = await client.call('stack.why', { name });
      if (json) printJson(io, why);
      else printWhy(io, why);
    });
}

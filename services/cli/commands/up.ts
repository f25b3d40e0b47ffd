import { type Command, Option } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { expectFeasible } from '../stack/print-plan.ts';
import { type Selection, withSelection } from '../stack/selection.ts';
import { watchChange } from '../stack/watch-change.ts';

interface Options extends CommonOptions, Selection {
  pull: 'missing' | 'always' | 'never';
  recreate?: boolean;
  wait: boolean;
  yes?: boolean;
}

/** `gantry up`: services start in the order of their dependencies. */
export function createUpCommand(io: Io): Command {
  return withSelection(createCommand(io, 'up', 'Start services, each when those it needs are healthy'), 'the profile core')
    .addOption(new Option('--pull <when>', 'when images are pulled').choices(['missing', 'always', 'never']).default('missing'))
    .option('--recreate', 'make the containers anew even where nothing changed')
    .option('--no-wait', 'start it and return at once')
    .option('--yes', 'do not ask')
    .addHelpText('after', changeHelp)
    .action(async (services: string[], { profile: profiles, pull, recreate = false, wait, yes = false, json = false }: Options) => {
      const { client } = await connect(io);
      const plan = await client.call('stack.plan', { verb: 'up', profiles, services, recreate });
      expectFeasible(io, plan, json);
      if (plan.destroys.length > 0) {
        io.stderr.write(`This destroys:\n${plan.destroys.map((lost) => `  ${lost}\n`).join('')}`);
        await confirm(io, { question: 'Go on?', yes, isDestructive: false, refused: 'Nothing was started.' });
      }
      const task = await client.call('stack.up', { profiles, services, pull, recreate });
      await watchChange(io, { client, task, names: plan.services, json, wait });
    });
}

/** For the commands that change the stack. */
export const changeHelp = `
Ctrl-C asks whether to cancel; a second Ctrl-C, or one without a terminal, ends the watching and the work goes on.
Exit 1 when a service did not come to its end, 130 after Ctrl-C.`;

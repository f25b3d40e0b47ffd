import type { Command } from 'commander';
import type { Plan } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { printPlan } from '../stack/print-plan.ts';
import { collectNames, type Selection, withSelection } from '../stack/selection.ts';

interface Options extends CommonOptions, Selection {
  recreate?: boolean;
  keep?: boolean;
  volume: string[];
}

const verbs: readonly string[] = ['up', 'down', 'restart'] satisfies Plan['verb'][];

/** `gantry plan`: what a change would do; nothing is done. */
export function createPlanCommand(io: Io): Command {
  return withSelection(
    createCommand(io, 'plan', 'Say step by step what up (or: plan down, plan restart) would do, and why; changes nothing'),
    'what the verb does',
  )
    .usage('[options] [up|down|restart] [service...]')
    .option('--recreate', 'as of up')
    .option('--keep', 'as of down')
    .option('--volume <name>', 'as of down', collectNames, [])
    .addHelpText('after', '\nExit 1 when something stands in the way.')
    .action(async (words: string[], { profile: profiles, recreate = false, keep, volume: volumes, json }: Options) => {
      const [first = '', ...rest] = words;
      const isVerb = verbs.includes(first);
      const { client } = await connect(io);
      const plan = await client.call('stack.plan', {
        verb: isVerb ? (first as Plan['verb']) : 'up',
        services: isVerb ? rest : words,
        profiles,
        recreate,
        remove: keep !== true,
        volumes,
      });
      if (json) printJson(io, plan);
      else printPlan(io, plan);
      io.setExitCode(plan.problems.some((problem) => problem.is_blocking) ? exitCodes.failed : exitCodes.ok);
    });
}

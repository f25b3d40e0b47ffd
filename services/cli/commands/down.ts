import type { Command } from 'commander';
import type { Plan } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { expectFeasible } from '../stack/print-plan.ts';
import { collectNames, type Selection, withSelection } from '../stack/selection.ts';
import { watchChange } from '../stack/watch-change.ts';
import { changeHelp } from './up.ts';

interface Options extends CommonOptions, Selection {
  keep?: boolean;
  volume: string[];
  wait: boolean;
  yes?: boolean;
}

/** `gantry down`: services stop in reverse order; volumes stay unless named. */
export function createDownCommand(io: Io): Command {
  return withSelection(
    createCommand(io, 'down', 'Stop services in reverse order and remove their containers; volumes stay unless named'),
    'all that have a container',
  )
    .option('--keep', 'stop only; the containers stay')
    .option('--volume <name>', 'also delete this volume with its data; may be repeated', collectNames, [])
    .option('--no-wait', 'start it and return at once')
    .option('--yes', 'do not ask')
    .addHelpText('after', changeHelp)
    .action(async (services: string[], { profile: profiles, keep, volume: volumes, wait, yes = false, json = false }: Options) => {
      const { client } = await connect(io);
      const remove = keep !== true;
      const plan = await client.call('stack.plan', { verb: 'down', profiles, services, remove, volumes });
      expectFeasible(io, plan, json);
      const isIdle = plan.steps.every(({ action }) => action === 'keep');
      if (isIdle && volumes.length === 0) {
        if (json) return printJson(io, { task: null, reason: 'There is nothing to stop.' });
        return printLine(io, 'There is nothing to stop.');
      }
      // On stderr, for it belongs to the question and not to the answer.
      for (const line of describeDown(plan)) io.stderr.write(`${printable(line)}\n`);
      await confirm(io, { question: 'Go on?', yes, isDestructive: volumes.length > 0, refused: 'Nothing was stopped.' });
      const task = await client.call('stack.down', { profiles, services, remove, volumes });
      await watchChange(io, { client, task, names: plan.services, json, wait });
    });
}

/** What is about to happen, by name: what stops, what is removed, what is lost. */
function describeDown({ steps, destroys }: Plan): string[] {
  const subjects = (action: string) => steps.filter((step) => step.action === action).map(({ subject }) => subject);
  const lostByVolumes = steps.flatMap((step) => (step.action === 'remove-volume' ? [step.destroys ?? `the volume ${step.subject}`] : []));
  const others = destroys.filter((lost) => !lostByVolumes.includes(lost));
  const lines: [string, string[]][] = [
    ['Stops', subjects('stop')],
    ['Removes the containers of', subjects('remove')],
    ['Removes the network', subjects('remove-network')],
  ];
  return [
    ...lines.flatMap(([title, names]) => (names.length === 0 ? [] : [`${title}: ${names.join(', ')}`])),
    ...(others.length === 0 ? [] : [`Lost with them: what ${others.length === 1 ? 'it' : 'they'} wrote outside the volumes`]),
    ...lostByVolumes.map((lost) => `DESTROYS: ${lost}`),
  ];
}

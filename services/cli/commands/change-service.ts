import type { Command } from 'commander';
import type { ClientInput } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { expectFeasible } from '../stack/print-plan.ts';
import { watchChange } from '../stack/watch-change.ts';
import { changeHelp } from './up.ts';

type Verb = 'start' | 'stop' | 'restart';

const plans: Record<Verb, Pick<ClientInput<'stack.plan'>, 'verb' | 'remove'>> = {
  start: { verb: 'up' },
  stop: { verb: 'down', remove: false },
  restart: { verb: 'restart' },
};

/** `gantry start`: one service and what it needs. */
export function createStartCommand(io: Io): Command {
  return createChange(io, 'start', 'Start one service and what it needs');
}

/** `gantry stop`: one service, after those that need it. */
export function createStopCommand(io: Io): Command {
  return createChange(io, 'stop', 'Stop one service, after those that need it; its container stays');
}

/** `gantry restart`: one service and those that restart with it. */
export function createRestartCommand(io: Io): Command {
  return createChange(io, 'restart', 'Restart one service, and those that must restart with it');
}

function createChange(io: Io, verb: Verb, description: string): Command {
  return createCommand(io, verb, description)
    .argument('<service>')
    .option('--no-wait', 'return at once')
    .addHelpText('after', changeHelp)
    .action(async (name: string, { wait, json = false }: CommonOptions & { wait: boolean }) => {
      const { client } = await connect(io);
      const plan = await client.call('stack.plan', { ...plans[verb], services: [name] });
      expectFeasible(io, plan, json);
      const others = plan.services.filter((service) => service !== name);
      if (!json && verb !== 'start' && others.length > 0)
        io.stderr.write(`Also ${verb === 'stop' ? 'stops' : 'restarts'}: ${others.join(', ')}\n`);
      const task = await client.call(`stack.${verb}-service`, { name });
      await watchChange(io, { client, task, names: plan.services, json, wait });
    });
}

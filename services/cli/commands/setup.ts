import { type Command, Option } from 'commander';
import type { Client } from '#client';
import { GantryError, type Setup, type SetupChoices } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { canAsk, confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { askSetup, type GivenChoices } from '../setup/ask-setup.ts';
import { printNext, printSetup } from '../setup/print-setup.ts';
import { collectNames } from '../stack/selection.ts';
import { watchTask } from '../watch-task.ts';

interface Options extends CommonOptions {
  place?: SetupChoices['place'];
  credentials?: SetupChoices['credentials'];
  profile?: string[];
  storage?: SetupChoices['storage'];
  show?: boolean;
  yes?: boolean;
}

/** `gantry setup`: the first run in three questions, or in none. */
export function createSetupCommand(io: Io): Command {
  return createCommand(io, 'setup', 'Set Gantry up: what runs where, its secrets, and what it takes in GB and minutes')
    .addOption(new Option('--place <place>', 'inside Gantry, or in containers').choices(['embedded', 'stack']))
    .addOption(
      new Option('--credentials <how>', 'own: those without a value of your own are made all the same').choices(['generate', 'own']),
    )
    .option('--profile <name>', 'what to start; may be repeated', (text: string, before: string[] = []) => collectNames(text, before))
    .addOption(new Option('--storage <place>', 'where documents are kept afterwards').choices(['embedded', 'stack']))
    .option('--show', 'say how far it is and what it takes; nothing is done')
    .option('--yes', 'ask nothing, for servers without a terminal; what is not named is as it was chosen, or suggested')
    .addHelpText(
      'after',
      '\nIt needs a host that runs. When it broke off, run it again: it goes on where it was.\nExit 1 when a step failed.',
    )
    .action(async ({ profile: profiles, show, yes = false, json = false, ...options }: Options) => {
      const client = await connectOrSay(io);
      const given: GivenChoices = { place: options.place, credentials: options.credentials, storage: options.storage, profiles };
      let setup = await client.call('setup.read', {});
      if (show) return json ? printJson(io, setup) : printSetup(io, setup);
      if (setup.step !== 'running') {
        setup = await save(client, setup, given);
        if (canAsk(io) && !yes && !json) setup = await askSetup(io, client, { setup, given });
        if (!json) printSetup(io, setup);
        await expectYes(io, yes);
      } else if (!json) io.stderr.write('It is being carried out already.\n');
      const task = await client.call('setup.run', {});
      await watchTask(io, { client, task, json });
      const over = await client.call('setup.read', {});
      if (over.step === 'done' && !json) printNext(io, over);
    });
}

/** @throws GantryError `host_unreachable` with what to start */
async function connectOrSay(io: Io): Promise<Client> {
  try {
    return (await connect(io)).client;
  } catch (error) {
    if (!(error instanceof GantryError) || error.code !== 'host_unreachable') throw error;
    throw new GantryError('host_unreachable', {
      message: error.message,
      fix: `Start it with: ${hint(io, 'serve')} (as a service, or in another terminal), then run this again.`,
      cause: error,
    });
  }
}

/** Writes down what the options say, as far as it says anything new. */
async function save(client: Client, setup: Setup, given: GivenChoices): Promise<Setup> {
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<SetupChoices>;
  // Who names profiles or the stack's storage wants containers.
  const isStack = chosen.place === undefined && (chosen.profiles !== undefined || chosen.storage === 'stack');
  if (chosen.place === 'embedded' && (chosen.profiles !== undefined || chosen.storage === 'stack'))
    throw new GantryError('invalid_value', {
      message: 'place embedded starts no containers, so it has no profiles and no storage in the stack.',
      field: 'place',
    });
  if (Object.keys(chosen).length === 0) return setup;
  return client.call('setup.save', { ...chosen, ...(isStack ? { place: 'stack' } : {}) });
}

/** @throws GantryError `cancelled` when the answer is no, or nobody can be asked and `--yes` was not said */
async function expectYes(io: Io, yes: boolean): Promise<void> {
  if (!yes && !canAsk(io)) {
    io.setExitCode(exitCodes.failed);
    throw new GantryError('cancelled', { message: 'Nothing was done: there is nobody to ask.', fix: 'Say --yes to carry it out.' });
  }
  await confirm(io, { question: 'Carry it out now?', yes, isDestructive: false, refused: 'Nothing was done; the choices are kept.' });
}

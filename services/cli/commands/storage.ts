import { Argument, type Command } from 'commander';
import type { ClientInput } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { watchTask } from '../watch-task.ts';

interface Options extends CommonOptions {
  replace?: boolean;
  yes?: boolean;
}

type Place = ClientInput<'storage.switch'>['to'];

const words: Record<Place, string> = {
  embedded: 'the database inside Gantry',
  stack: 'the Postgres of the stack',
  external: 'the Postgres named in the settings',
};

/** `gantry storage`: where documents are kept. */
export function createStorageCommand(io: Io): Command {
  const storage = createCommand(io, 'storage', 'Move the documents to another database');
  storage.addCommand(createSwitch(io));
  return storage;
}

function createSwitch(io: Io): Command {
  return createCommand(io, 'switch', 'Copy the documents to another database, verify them there and go on with it; the old data stays')
    .addArgument(new Argument('<to>').choices(Object.keys(words)))
    .option('--replace', 'replace the documents that are there already')
    .option('--yes', 'do not ask')
    .action(async (to: Place, _: unknown, command: Command) => {
      const { replace = false, yes = false, json = false } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      io.stderr.write(`Moves the documents to ${words[to]}; where they are now, they stay.\n`);
      if (replace) io.stderr.write(`DESTROYS: the documents that are in ${words[to]} already\n`);
      await confirm(io, { question: 'Go on?', yes, isDestructive: replace, refused: 'Nothing was moved.' });
      const task = await client.call('storage.switch', { to, replace });
      await watchTask(io, { client, task, json });
    });
}

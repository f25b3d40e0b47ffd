import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { printCredentials } from '../credentials/print-credentials.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { createGenerate, createRepair, createRotate, createSet } from './credentials-change.ts';
import { createLock, createStore, createUnlock } from './credentials-store.ts';

const help = `
No command takes a secret as an argument or an option, for other processes can read those: it is asked for without
echo, or read from the first line of stdin.`;

/** `gantry credentials`: secrets of the stack; their values are shown by `show` and `export` only. */
export function createCredentialsCommand(io: Io): Command {
  const credentials = createCommand(io, 'credentials', 'Make, set, rotate and keep the secrets of the stack').addHelpText('after', help);
  credentials.addCommand(createList(io), { isDefault: true });
  for (const create of [
    createGenerate,
    createSet,
    createRotate,
    createRepair,
    createShow,
    createExport,
    createStore,
    createUnlock,
    createLock,
  ])
    credentials.addCommand(create(io));
  return credentials;
}

function createList(io: Io): Command {
  return createCommand(io, 'list', 'List the secrets without their values, and how they are kept').action(
    async (_: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const found = await client.call('credentials.list', {});
      if (json) printJson(io, found);
      else printCredentials(io, found);
    },
  );
}

function createShow(io: Io): Command {
  return createCommand(io, 'show', 'Print the value of one secret and nothing else; noted in the log by name')
    .argument('<name>')
    .action(async (name: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const revealed = await client.call('credentials.reveal', { name });
      if (json) printJson(io, revealed);
      else printLine(io, revealed.value);
    });
}

function createExport(io: Io): Command {
  return createCommand(io, 'export', 'Write all secrets into an env file (0600), for plain Compose without Gantry')
    .option('--delete', 'delete that file instead')
    .action(async (_: unknown, command: Command) => {
      const { json, delete: mustDelete = false } = command.optsWithGlobals<CommonOptions & { delete?: boolean }>();
      const { client } = await connect(io);
      if (mustDelete) {
        await client.call('credentials.delete-export', {});
        if (json) printJson(io, { deleted: true });
        else printLine(io, 'Deleted.');
        return;
      }
      const exported = await client.call('credentials.export', {});
      if (json) return printJson(io, exported);
      printLine(io, exported.file);
      io.stderr.write(`${exported.names.length} secrets in plain text, readable by your user only. A rotation makes it out of date.\n`);
    });
}

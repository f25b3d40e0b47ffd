import { type Command, Option } from 'commander';
import { type ClientInput, GantryError, passphraseSchema } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { printStore } from '../credentials/print-credentials.ts';
import { readSecret } from '../hidden-prompt.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';

type Kind = ClientInput<'credentials.move'>['to'];

interface Options extends CommonOptions {
  to?: Kind;
  acceptUnprotected?: boolean;
  yes?: boolean;
}

const descriptions: Record<Kind, string> = {
  files: 'plain files only your user can read',
  passphrase: 'a vault that a passphrase opens; forgotten, the secrets are lost',
  keychain: 'a vault whose key the system keeps',
};

export function createStore(io: Io): Command {
  return createCommand(io, 'store', 'Say how the secrets are kept and what that protects against; --to keeps them another way')
    .addOption(
      new Option('--to <kind>', 'copied, read back and compared before the old place is cleared').choices(Object.keys(descriptions)),
    )
    .option('--accept-unprotected', 'take a keychain that protects nothing (basic_text)')
    .option('--yes', 'do not ask')
    .action(async (_: unknown, command: Command) => {
      const { json, to, acceptUnprotected = false, yes = false } = command.optsWithGlobals<Options>();
      if (to === undefined && acceptUnprotected)
        throw new GantryError('invalid_value', { message: 'accept-unprotected needs --to.', field: 'accept-unprotected' });
      const { client } = await connect(io);
      if (to === undefined) {
        const { store } = await client.call('credentials.list', {});
        if (json) printJson(io, store);
        else printStore(io, store);
        return;
      }
      const passphrase = to === 'passphrase' ? await readPassphrase(io) : undefined;
      if (!json) io.stderr.write(`Keeps them as ${descriptions[to]}.\n`);
      await confirm(io, { question: 'Go on?', yes, isDestructive: false, refused: 'Nothing was moved.' });
      const moved = await client.call('credentials.move', {
        to,
        accept_unprotected: acceptUnprotected,
        ...(passphrase === undefined ? {} : { passphrase }),
      });
      if (json) return printJson(io, moved);
      printLine(io, `Moved ${moved.moved.length} secrets.`);
      printStore(io, moved.store);
    });
}

/** @throws GantryError `invalid_value` with the rule, before anything is sent */
async function readPassphrase(io: Io): Promise<string> {
  const text = await readSecret(io, { title: 'New passphrase', isRepeated: true, field: 'passphrase' });
  const parsed = passphraseSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new GantryError('invalid_value', {
    message: `passphrase ${parsed.error.issues[0]?.message ?? 'is not allowed'}.`,
    field: 'passphrase',
  });
}

export function createUnlock(io: Io): Command {
  return createCommand(io, 'unlock', 'Open the vault with its passphrase until Gantry stops or it is locked').action(
    async (_: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const passphrase = await readSecret(io, { title: 'Passphrase', isRepeated: false, field: 'passphrase' });
      const unlocked = await client.call('credentials.unlock', { passphrase });
      if (json) printJson(io, unlocked);
      else printStore(io, unlocked.store);
    },
  );
}

export function createLock(io: Io): Command {
  return createCommand(io, 'lock', 'Close the vault and remove the plain files no running container mounts').action(
    async (_: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const locked = await client.call('credentials.lock', {});
      if (json) printJson(io, locked);
      else printStore(io, locked.store);
    },
  );
}

import type { Command } from 'commander';
import type { Client } from '#client';
import { type Credential, credentialValueSchema, GantryError, type Strength } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { askYesOrNo, canAsk, confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { readSecret } from '../hidden-prompt.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { watchTask } from '../watch-task.ts';

interface Options extends CommonOptions {
  yes?: boolean;
  all?: boolean;
  acceptWeak?: boolean;
}

export function createGenerate(io: Io): Command {
  return createCommand(io, 'generate', 'Make the secrets that are missing: strong and URL-safe')
    .argument('[name...]', 'default: all that are missing')
    .action(async (names: string[], _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const done = await client.call('credentials.generate', { names });
      if (json) printJson(io, done);
      else printLine(io, done.made.length === 0 ? 'None is missing.' : `Made: ${printable(done.made.join(', '))}`);
    });
}

const setHelp = `
Asks twice without echo on a terminal; elsewhere the first line of stdin is the value:
  pass show redis | gantry credentials set redis_password`;

export function createSet(io: Io): Command {
  return createCommand(io, 'set', 'Give a secret a value of your own; where its owner runs, by a rotation')
    .argument('<name>')
    .option('--accept-weak', 'take it although it can be guessed')
    .option('--yes', 'do not ask')
    .addHelpText('after', setHelp)
    .action(async (name: string, _: unknown, command: Command) => {
      const { json = false, yes = false, acceptWeak = false } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const [credential] = await findCredentials(client, [name]);
      const value = readValue(await readSecret(io, { title: `New value of ${name}`, isRepeated: true, field: 'value' }));
      const strength = await client.call('credentials.check', { name, value });
      const isAccepted = acceptWeak || strength.is_strong_enough || (await askToAccept(io, strength));
      if (!isAccepted)
        throw new GantryError('credential_weak', { message: strength.problem ?? 'The secret can be guessed.', fix: adviceOf(strength) });
      if (!json && credential !== undefined) sayWhatRestarts(io, [credential]);
      await confirm(io, { question: 'Set it?', yes, isDestructive: false, refused: 'Nothing was changed.' });
      const task = await client.call('credentials.set', { name, value, accept_weak: !strength.is_strong_enough });
      await watchTask(io, { client, task, json });
    });
}

export function createRotate(io: Io): Command {
  return createCommand(io, 'rotate', 'Replace secrets by new ones while the stack runs; restored when any step fails')
    .argument('[name...]')
    .option('--all', 'every one there is')
    .option('--yes', 'do not ask')
    .action(async (names: string[], _: unknown, command: Command) => {
      const { json = false, yes = false, all = false } = command.optsWithGlobals<Options>();
      if (all === names.length > 0)
        throw new GantryError('invalid_value', { message: 'Give the names of secrets, or --all.', field: 'name' });
      const { client } = await connect(io);
      const concerned = await findCredentials(client, all ? undefined : names);
      if (!json) sayWhatRestarts(io, concerned);
      await confirm(io, {
        question: `Rotate ${concerned.length === 1 ? 'it' : `${concerned.length} secrets`}?`,
        yes,
        isDestructive: false,
        refused: 'Nothing was changed.',
      });
      const task = await client.call('credentials.rotate', { names });
      await watchTask(io, { client, task, json });
    });
}

export function createRepair(io: Io): Command {
  return createCommand(
    io,
    'repair',
    'Make the owner accept the secret it is given, where its data was made with another one; no data is lost',
  )
    .argument('<name>')
    .option('--yes', 'do not ask')
    .action(async (name: string, _: unknown, command: Command) => {
      const { json = false, yes = false } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const [credential] = await findCredentials(client, [name]);
      if (!json && credential !== undefined) io.stderr.write(`${printable(`${name} (${credential.state}): ${credential.reason}`)}\n`);
      await confirm(io, {
        question: `${credential?.owner ?? 'Gantry'} may be restarted. Go on?`,
        yes,
        isDestructive: false,
        refused: 'Nothing was changed.',
      });
      const task = await client.call('credentials.repair', { name });
      await watchTask(io, { client, task, json });
    });
}

/** @throws GantryError `not_found`, with the names there are */
async function findCredentials(client: Client, names: readonly string[] | undefined): Promise<Credential[]> {
  const { credentials } = await client.call('credentials.list', {});
  if (names === undefined) return credentials;
  return names.map((name) => {
    const found = credentials.find((credential) => credential.name === name);
    if (found !== undefined) return found;
    throw new GantryError('not_found', {
      message: 'The stack has no such secret.',
      field: 'name',
      fix: `There are: ${credentials.map((credential) => credential.name).join(', ')}.`,
    });
  });
}

/** @throws GantryError `invalid_value` with the rule, before anything is sent */
function readValue(text: string): string {
  const parsed = credentialValueSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new GantryError('invalid_value', { message: `value ${parsed.error.issues[0]?.message ?? 'is not allowed'}.`, field: 'value' });
}

async function askToAccept(io: Io, strength: Strength): Promise<boolean> {
  if (!canAsk(io)) return false;
  io.stderr.write(`${printable(strength.problem ?? 'It can be guessed.')}\n${printable(adviceOf(strength))}\n`);
  return (await askYesOrNo(io, 'Take it although it can be guessed?')) === 'yes';
}

function adviceOf({ suggestions }: Strength): string {
  return [...suggestions, 'Choose a longer one, let Gantry make it, or say --accept-weak.'].join(' ');
}

/** Which services stop for a moment, and which only get to know the new value. */
function sayWhatRestarts(io: Io, credentials: readonly Credential[]): void {
  const restarted = new Set<string>();
  const live = new Set<string>();
  for (const { owner, used_by: users, rotation } of credentials) {
    if (owner !== null) (rotation === 'live' ? live : restarted).add(owner);
    for (const user of users) if (user !== owner) restarted.add(user);
  }
  for (const name of restarted) live.delete(name);
  const lines = [
    restarted.size === 0 ? [] : `Restarts, where they run: ${[...restarted].join(', ')}`,
    live.size === 0 ? [] : `Take the new value while they run: ${[...live].join(', ')}`,
  ].flat();
  io.stderr.write(`${lines.map(printable).join('\n')}${lines.length === 0 ? '' : '\n'}`);
}

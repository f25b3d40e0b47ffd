import type { Command } from 'commander';
import type { Client } from '#client';
import { type ConfigEntry, GantryError, type Output } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { applyInput, type ChangeOptions, confirmPreview, followApplied } from '../configuration/apply-change.ts';
import { findDocument, findEntries } from '../configuration/find-entries.ts';
import { readTypedValue } from '../configuration/read-assignment.ts';
import { connect } from '../connect.ts';
import { readSecret } from '../hidden-prompt.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';

export interface ChangeFlags extends CommonOptions {
  reason?: string;
  restart: boolean;
  watch?: number;
  yes?: boolean;
}

/** What every command that changes the configuration takes. */
export function withChangeOptions(command: Command): Command {
  return command
    .option('--reason <text>', 'for the history')
    .option('--no-restart', 'only write; what needs a restart counts after it')
    .option('--watch <seconds>', 'how long health is watched before the change is kept, 0 to 600; default 30', wholeNumber(0, 600))
    .option('--yes', 'do not ask');
}

/** The options as the parts below want them. */
export function changeOptionsOf({ json = false, yes = false, reason, restart, watch }: ChangeFlags): ChangeOptions {
  return { json, yes, restart, ...(reason === undefined ? {} : { reason }), ...(watch === undefined ? {} : { watch }) };
}

const setHelp = `
Values are read by the type of the key: text as it stands, numbers, true and false, JSON for lists. A key that is a
secret is given without a value and asked for, for arguments can be seen by others. The change is shown and checked
first; where health drops while it is watched, it is taken back.`;

export function createSet(io: Io): Command {
  return withChangeOptions(
    createCommand(io, 'set', 'Change values: shown, checked, written with history, and taken back where health drops'),
  )
    .argument('<key=value...>', 'all of one file')
    .addHelpText('after', setHelp)
    .action(async (words: string[], _: unknown, command: Command) => {
      const options = changeOptionsOf(command.optsWithGlobals<ChangeFlags>());
      const assignments = words.map(splitAssignment);
      const { client } = await connect(io);
      const found = await client.call('config.read', {});
      const keys = assignments.map(({ key }) => key);
      const values = new Map<string, unknown>();
      for (const [index, entry] of findEntries(io, found, keys).entries.entries())
        values.set(entry.key, await readValueFor(io, entry, assignments[index]?.text));
      await changeValues(io, { client, found, values, options });
    });
}

export function createUnset(io: Io): Command {
  return withChangeOptions(createCommand(io, 'unset', 'Take keys out of your file, so that the layer below counts'))
    .argument('<key...>', 'all of one file')
    .action(async (keys: string[], _: unknown, command: Command) => {
      const options = changeOptionsOf(command.optsWithGlobals<ChangeFlags>());
      const { client } = await connect(io);
      const found = await client.call('config.read', {});
      await changeValues(io, { client, found, values: new Map(keys.map((key) => [key, null])), options });
    });
}

function splitAssignment(word: string): { key: string; text: string | undefined } {
  const at = word.indexOf('=');
  return at === -1 ? { key: word, text: undefined } : { key: word.slice(0, at), text: word.slice(at + 1) };
}

async function readValueFor(io: Io, entry: ConfigEntry, text: string | undefined): Promise<unknown> {
  const { key, is_secret: isSecret } = entry;
  if (isSecret && text !== undefined)
    throw new GantryError('invalid_value', {
      message: `${key} is a secret and must not stand in the arguments of a command.`,
      field: key,
      fix: `Give ${key} without a value, to be asked for it.`,
    });
  if (text !== undefined) return readTypedValue(entry, text);
  if (isSecret) return readTypedValue(entry, await readSecret(io, { title: `New value of ${key}`, isRepeated: true, field: key }));
  throw new GantryError('invalid_value', { message: `${key} must be given with its value, as in ${key}=VALUE.`, field: key });
}

interface ValuesOptions {
  client: Client;
  found: Output<'config.read'>;
  values: ReadonlyMap<string, unknown>;
  options: ChangeOptions;
}

/** Previews on the file as it is, asks and applies. A file that changed in between is looked at once more. */
async function changeValues(io: Io, { client, found, values, options }: ValuesOptions): Promise<void> {
  const { document } = findEntries(io, found, [...values.keys()]);
  const changes = [...values].map(([key, value]) => ({ key, value }));
  for (const isLast of [false, true]) {
    const { file, revision } = findDocument(isLast ? await client.call('config.read', { document }) : found, document);
    const edit = { document, base_revision: revision, changes };
    const preview = await client.call('config.preview', edit);
    if (!(await confirmPreview(io, { preview, file, options }))) {
      if (options.json) printJson(io, { step: null, revision: preview.revision, task: null });
      else printLine(io, 'Nothing changes.');
      return;
    }
    try {
      const applied = await client.call('config.apply', { ...edit, ...applyInput(options) });
      await followApplied(io, { client, document, applied, options });
      return;
    } catch (error) {
      if (isLast || !(error instanceof GantryError) || error.code !== 'config_changed') throw error;
      io.stderr.write(`${printable(file)} was changed by another one meanwhile. This is your change to the file as it is now:\n`);
    }
  }
}

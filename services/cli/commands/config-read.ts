import { type Command, Option } from 'commander';
import { type ConfigDocumentName, configDocumentSchema, GantryError, type Output } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { describeValue } from '../configuration/describe-value.ts';
import { findEntries } from '../configuration/find-entries.ts';
import { isDefault, printDrift, printEntries, printExplained } from '../configuration/print-entries.ts';
import { describeProblem } from '../configuration/print-preview.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { paint } from '../style.ts';

interface ListOptions extends CommonOptions {
  changed?: boolean;
  document?: ConfigDocumentName;
}

/** `--document settings|variables`. */
export function documentOption(description: string): Option {
  return new Option('--document <name>', description).choices(configDocumentSchema.options);
}

export function createList(io: Io): Command {
  return createCommand(io, 'list', 'List keys with the value that counts, its unit and where it is from')
    .argument('[words...]', 'only keys in whose name or description all of these are')
    .option('--changed', 'only those that are not the default')
    .addOption(documentOption('only this file'))
    .action(async (words: string[], _: unknown, command: Command) => {
      const { json, changed = false, document } = command.optsWithGlobals<ListOptions>();
      const { client } = await connect(io);
      const found = await client.call('config.read', document === undefined ? {} : { document });
      const entries = found.entries.filter((entry) => {
        const text = `${entry.key} ${entry.group} ${entry.description}`.toLowerCase();
        return (!changed || !isDefault(entry)) && words.every((word) => text.includes(word.toLowerCase()));
      });
      if (json) return printJson(io, { ...found, entries });
      if (entries.length === 0) printLine(io, 'There is no such key.');
      else printEntries(io, entries);
      printState(io, found);
    });
}

/** What a person must know beside the values: mistakes in the files, missing keys, what waits for a restart. */
function printState(io: Io, { documents, missing, waits_for_restart: waiting }: Output<'config.read'>): void {
  for (const { file, problems } of documents)
    for (const problem of problems) printLine(io, paint(io.stdout, 'red', printable(describeProblem(problem, file))));
  if (missing.length > 0)
    printLine(io, paint(io.stdout, 'yellow', printable(`Missing, and needed by this version: ${missing.join(', ')}`)));
  if (waiting.length > 0)
    printLine(io, paint(io.stdout, 'yellow', printable(`Waits for a restart (${hint(io, 'host restart')}): ${waiting.join(', ')}`)));
}

export function createGet(io: Io): Command {
  return createCommand(io, 'get', 'Print the value of a key that counts, and nothing else')
    .argument('<key>')
    .action(async (key: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const found = await client.call('config.read', {});
      const [entry] = findEntries(io, found, [key]).entries;
      if (entry === undefined) return;
      if (entry.is_secret) throw new GantryError('conflict', { message: `${key} is a secret; its value is not shown.`, field: key });
      if (json) printJson(io, { key, value: entry.value, unit: entry.unit, origin: entry.origin });
      else printLine(io, entry.value === '' ? '' : describeValue(entry.value));
    });
}

export function createExplain(io: Io): Command {
  return createCommand(io, 'explain', 'Say of a key what every layer says and where, what really runs, and who changed it')
    .argument('[key]', 'default: all that are not the default')
    .action(async (key: string | undefined, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const found = await client.call('config.read', {});
      if (key !== undefined) {
        findEntries(io, found, [key]);
        const explained = await client.call('config.explain', { key });
        if (json) printJson(io, explained);
        else printExplained(io, explained);
        return;
      }
      const entries = found.entries.filter((entry) => !isDefault(entry));
      if (json) return printJson(io, { ...found, entries });
      if (entries.length === 0) printLine(io, 'Every key has its default.');
      for (const [index, entry] of entries.entries()) {
        if (index > 0) printLine(io);
        printExplained(io, { entry, drift: [], history: [] });
      }
      printState(io, found);
    });
}

export function createDrift(io: Io): Command {
  return createCommand(io, 'drift', 'Say where Gantry, containers or programs have other values than the files; asks each of them now')
    .addHelpText('after', '\nExit 1 when something differs.')
    .action(async (_: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const found = await client.call('config.drift', {});
      if (json) printJson(io, found);
      else {
        for (const drift of found.drift) printDrift(io, drift);
        if (found.drift.length === 0) printLine(io, 'Nothing differs from the files where it was looked up.');
        for (const { service, where, values, reason } of found.checked) {
          const subject = `${service ?? 'Gantry'} (${where})`;
          const text = values === 0 ? `not compared: ${reason ?? 'it has none of these values'}` : `${values} values compared`;
          printLine(io, paint(io.stdout, 'dim', printable(`${subject}: ${text}`)));
        }
      }
      io.setExitCode(found.drift.length === 0 ? exitCodes.ok : exitCodes.failed);
    });
}

const schemaHelp = `
Editors that know yaml-language-server complete and check the file with it: save the schema beside config.yaml
(config schema > config.schema.json) and let config.yaml begin with
  # yaml-language-server: $schema=./config.schema.json`;

export function createSchema(io: Io): Command {
  return createCommand(io, 'schema', 'Print the JSON Schema of a configuration file, for editors')
    .addOption(documentOption('of this file').default('settings'))
    .addHelpText('after', schemaHelp)
    .action(async (_: unknown, command: Command) => {
      const { document, json } = command.optsWithGlobals<CommonOptions & { document: ConfigDocumentName }>();
      const { client } = await connect(io);
      const schema = await client.call('config.schema', { document });
      if (json) printJson(io, schema);
      else printLine(io, JSON.stringify(schema, null, 2));
    });
}

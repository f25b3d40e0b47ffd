import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type ConfigDocumentName, GantryError, type Output } from '#contract';
import { readIfThere } from '#platform/files';
import { expandHome } from '#platform/paths';
import { type CommonOptions, createCommand } from '../command.ts';
import { editDocument } from '../configuration/edit-document.ts';
import { printPreview } from '../configuration/print-preview.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { type ChangeFlags, changeOptionsOf, withChangeOptions } from './config-change.ts';
import { documentOption } from './config-read.ts';

interface EditFlags extends ChangeFlags {
  document: ConfigDocumentName;
  from?: string;
}

const editHelp = `
Opens $VISUAL, else $EDITOR, else vi, on a private copy. It is checked before anything is written, and opened again at
your choice when it has mistakes or was changed by another one meanwhile. What you typed is kept when it fails.`;

export function createEdit(io: Io): Command {
  return withChangeOptions(createCommand(io, 'edit', 'Edit a configuration file in your editor; checked, shown and written with history'))
    .addOption(documentOption('settings: config.yaml; variables: stack.env').default('settings'))
    .option('--from <file>', 'begin with this text, such as one that was kept')
    .addHelpText('after', editHelp)
    .action(async (_: unknown, command: Command) => {
      const { document, from, ...flags } = command.optsWithGlobals<EditFlags>();
      const startText = from === undefined ? undefined : await readText(io, from);
      const { client } = await connect(io);
      await editDocument(io, { client, document, options: changeOptionsOf(flags), ...(startText === undefined ? {} : { startText }) });
    });
}

const checkHelp = `
The running host checks it, with the programs of the stack that run; nothing is written. Exit 2 when it has mistakes.`;

export function createCheck(io: Io): Command {
  return createCommand(io, 'check', 'Check a configuration file and say what it would change; writes nothing')
    .argument('[file]', 'default: the file that counts')
    .addOption(documentOption('what it is; default: by its ending, .env are variables'))
    .addHelpText('after', checkHelp)
    .action(async (file: string | undefined, _: unknown, command: Command) => {
      const { json, document } = command.optsWithGlobals<CommonOptions & { document?: ConfigDocumentName }>();
      const wanted = document ?? (file?.endsWith('.env') ? 'variables' : 'settings');
      const { client } = await connect(io);
      const now = await client.call('config.read-document', { document: wanted });
      const text = file === undefined ? now.text : await readText(io, file);
      const preview = await client.call('config.preview', { document: wanted, base_revision: now.revision, text });
      if (json) printJson(io, preview);
      else printCheck(io, preview, file ?? now.file);
      io.setExitCode(preview.is_valid ? exitCodes.ok : exitCodes.usage);
    });
}

function printCheck(io: Io, preview: Output<'config.preview'>, file: string): void {
  printPreview(io, preview, file);
  const count = preview.problems.length;
  if (!preview.is_valid) printLine(io, `${printable(file)} has ${count === 1 ? 'a mistake' : `${count} mistakes`}.`);
  else printLine(io, printable(`${file} is valid${preview.diff === '' ? '' : '; it is not what counts now'}.`));
}

/** @throws GantryError `invalid_value` when there is no such file */
async function readText(io: Io, file: string): Promise<string> {
  const text = await readIfThere(resolve(io.cwd, expandHome(file)));
  if (text === undefined) throw new GantryError('invalid_value', { message: 'file must be a file that exists.', field: 'file' });
  return text;
}

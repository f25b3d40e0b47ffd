import type { Command } from 'commander';
import { type ConfigDocumentName, type ConfigHistory, configHistorySchema, GantryError } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { applyInput, followApplied } from '../configuration/apply-change.ts';
import { printDiff } from '../configuration/print-preview.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatShortTime } from '../quantities.ts';
import { paint } from '../style.ts';
import { type ChangeFlags, changeOptionsOf, withChangeOptions } from './config-change.ts';
import { documentOption } from './config-read.ts';

interface HistoryOptions extends CommonOptions {
  document?: ConfigDocumentName;
  limit: number;
  diff?: boolean;
}

const formats = { applied: 'green', watching: 'cyan', kept: 'green', rolled_back: 'yellow', undone: 'dim' } as const;

export function createHistory(io: Io): Command {
  return createCommand(io, 'history', 'List the changes of the configuration, newest first')
    .addOption(documentOption('only of this file'))
    .option('--limit <count>', 'most of them, 1 to 500', wholeNumber(1, 500), 20)
    .option('--diff', 'with what changed, line by line')
    .action(async (_: unknown, command: Command) => {
      const { json, document, limit, diff = false } = command.optsWithGlobals<HistoryOptions>();
      const { client } = await connect(io);
      const found = await client.call('config.history', { limit, ...(document === undefined ? {} : { document }) });
      if (json) return printJson(io, found);
      if (found.steps.length === 0) return printLine(io, 'Nothing was changed yet.');
      if (diff) for (const step of found.steps) printStep(io, step);
      else printSteps(io, found.steps);
    });
}

function printSteps(io: Io, steps: readonly ConfigHistory[]): void {
  printTable<ConfigHistory>(io, {
    columns: [
      { title: 'At', value: ({ at }) => formatShortTime(at) },
      { title: 'State', value: ({ state }) => state.replace('_', ' '), style: (cell, { state }) => paint(io.stdout, formats[state], cell) },
      { title: 'Kind', value: ({ kind }) => kind },
      { title: 'Keys', value: ({ changed }) => changed.map(({ key }) => key).join(', '), canShrink: true },
      { title: 'By', value: ({ author }) => author, canShrink: true },
      { title: 'Why', value: ({ reason, note }) => [reason, note ?? ''].filter((text) => text !== '').join('; '), canShrink: true },
      { title: 'Id', value: ({ id }) => id },
    ],
    rows: steps,
  });
}

function printStep(io: Io, { id, at, document, state, kind, author, reason, note, diff }: ConfigHistory): void {
  printLine(
    io,
    `${paint(io.stdout, formats[state], state.replace('_', ' '))}  ${printable(`${id}  ${formatShortTime(at)}  ${document}, ${kind} by ${author}`)}`,
  );
  for (const text of [reason, note ?? '']) if (text !== '') printLine(io, `  ${printable(text)}`);
  printDiff(io.stdout, diff);
  printLine(io);
}

export function createUndo(io: Io): Command {
  return withChangeOptions(createCommand(io, 'undo', 'Take one change back and leave those after it'))
    .argument('<id>', 'as config history lists it')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = changeOptionsOf(command.optsWithGlobals<ChangeFlags>());
      if (!configHistorySchema.shape.id.safeParse(id).success)
        throw new GantryError('invalid_value', { message: 'id must be one as config history lists it.', field: 'id' });
      const { client } = await connect(io);
      const step = (await client.call('config.history', { limit: 500 })).steps.find((each) => each.id === id);
      if (step === undefined) throw new GantryError('not_found', { message: `There is no change ${id} in the history.`, field: 'id' });
      if (!options.json) {
        io.stderr.write('Takes back:\n');
        printDiff(io.stderr, step.diff);
      }
      await confirm(io, { question: 'Go on?', yes: options.yes, isDestructive: false, refused: 'Nothing was changed.' });
      const applied = await client.call('config.undo', { id, ...applyInput(options) });
      await followApplied(io, { client, document: step.document, applied, options });
    });
}

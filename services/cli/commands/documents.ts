import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { type DocumentSummary, GantryError } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatCount, formatTime } from '../quantities.ts';

/** `gantry documents`: list, show, delete. */
export function createDocumentsCommand(io: Io): Command {
  const documents = createCommand(io, 'documents', 'List, show or delete documents');
  documents.addCommand(createList(io), { isDefault: true });
  documents.addCommand(createShow(io));
  documents.addCommand(createDelete(io));
  return documents;
}

interface ListOptions extends CommonOptions {
  collection?: string;
  contains?: string;
  cursor?: string;
  limit: number;
}

function createList(io: Io): Command {
  return createCommand(io, 'list', 'List documents, newest first')
    .option('--collection <name>', 'only of this collection')
    .option('--contains <text>', 'only titles or source paths that contain it')
    .option('--limit <count>', 'most of them, 1 to 500', wholeNumber(1, 500), 50)
    .option('--cursor <cursor>', 'the page after an earlier one (its next_cursor)')
    .action(async (_: unknown, command: Command) => {
      const { json, debug: _debug, ...filter } = command.optsWithGlobals<ListOptions>();
      const { client } = await connect(io);
      const page = await client.call('documents.list', filter);
      if (json) return printJson(io, page);
      if (page.documents.length === 0) return printLine(io, 'There are no such documents. Add some with: gantry index <folder>');
      printTable<DocumentSummary>(io, {
        columns: [
          { title: 'Title', value: ({ title }) => title, canShrink: true },
          { title: 'Source', value: (document) => document.source_path ?? '', canShrink: true },
          { title: 'Collection', value: ({ collection }) => collection },
          { title: 'Chunks', value: ({ chunks }) => formatCount(chunks), align: 'right' },
          { title: 'Changed', value: (document) => formatTime(document.updated_at) },
          { title: 'Id', value: ({ id }) => id },
        ],
        rows: page.documents,
      });
      printLine(io, `${formatCount(page.documents.length)} of ${formatCount(page.total)}`);
      if (page.next_cursor !== null) printLine(io, `More: gantry documents list --cursor ${page.next_cursor}`);
    });
}

function createShow(io: Io): Command {
  return createCommand(io, 'show', 'Show one document')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>();
      const { client } = await connect(io);
      const document = await client.call('documents.read', { id });
      if (json) return printJson(io, document);
      printLine(io, printable(document.title));
      if (document.source_path !== null) printLine(io, `  Source:     ${printable(document.source_path)}`);
      printLine(io, `  Collection: ${document.collection}`);
      printLine(io, `  Chunks:     ${formatCount(document.chunks)}`);
      printLine(io, `  Changed:    ${formatTime(document.updated_at)}`);
      for (const [name, value] of Object.entries(document.metadata)) printLine(io, `  ${printable(`${name}: ${String(value)}`)}`);
      printLine(io);
      for (const line of document.content.split(/\r?\n/)) printLine(io, printable(line));
    });
}

function createDelete(io: Io): Command {
  return createCommand(io, 'delete', 'Delete documents and their chunks; it cannot be undone')
    .argument('<id...>')
    .option('--yes', 'do not ask')
    .action(async (ids: string[], _: unknown, command: Command) => {
      const { json, yes } = command.optsWithGlobals<CommonOptions & { yes?: true }>();
      const { client } = await connect(io);
      if (!yes && !(await isConfirmed(io, ids.length))) {
        throw new GantryError('cancelled', { message: 'Nothing was deleted.', fix: 'Say --yes to delete without being asked.' });
      }
      for (const id of ids) await client.call('documents.delete', { id });
      if (json) printJson(io, { deleted: ids });
      else printLine(io, `Deleted ${formatCount(ids.length)} ${ids.length === 1 ? 'document' : 'documents'}.`);
    });
}

async function isConfirmed(io: Io, count: number): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) return false;
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  const answer = await prompt.question(`Delete ${formatCount(count)} ${count === 1 ? 'document' : 'documents'} for good? [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

import type { Command } from 'commander';
import type { DocumentSummary } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { expectCollection } from '../expect-collection.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatCount, formatTime } from '../quantities.ts';
import { createAddCommand } from './documents-add.ts';

/** `gantry documents`: list, add, show, delete. */
export function createDocumentsCommand(io: Io): Command {
  const documents = createCommand(io, 'documents', 'List, add, show or delete documents');
  documents.addCommand(createList(io), { isDefault: true });
  documents.addCommand(createAddCommand(io));
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
      if (page.total === 0) await expectCollection(client, filter.collection);
      if (json) return printJson(io, page);
      if (page.documents.length === 0) return printLine(io, `There are no such documents. Add some with: ${hint(io, 'index <folder>')}`);
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
      if (page.next_cursor !== null) printLine(io, `More: ${hint(io, `documents list --cursor ${page.next_cursor}`)}`);
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
      await confirm(io, {
        question: `Delete ${formatCount(ids.length)} ${ids.length === 1 ? 'document' : 'documents'} for good?`,
        yes: yes ?? false,
        isDestructive: true,
        refused: 'Nothing was deleted.',
      });
      for (const id of ids) await client.call('documents.delete', { id });
      if (json) printJson(io, { deleted: ids });
      else printLine(io, `Deleted ${formatCount(ids.length)} ${ids.length === 1 ? 'document' : 'documents'}.`);
    });
}

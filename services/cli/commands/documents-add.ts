import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type ClientInput, GantryError, maxDocumentChars, operations } from '#contract';
import { expandHome } from '#platform/paths';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { formatBytes, formatCount } from '../quantities.ts';
import { watchTask } from '../watch-task.ts';

interface Options extends CommonOptions {
  collection?: string;
  title?: string;
}

type Draft = ClientInput<'documents.create'>;

/** `gantry documents add`: text files, or stdin, become documents. */
export function createAddCommand(io: Io): Command {
  return createCommand(io, 'add', 'Store text files as documents; the same file again replaces its document')
    .argument('<file...>', 'text files, or - for stdin')
    .option('--collection <name>', 'collection to put them in (default: "default")')
    .option('--title <title>', 'title of the one document; default: its first heading or line')
    .action(async (files: string[], _: unknown, command: Command) => {
      const { json = false, collection, title } = command.optsWithGlobals<Options>();
      if (title !== undefined && files.length > 1)
        throw new GantryError('invalid_value', { message: 'title can be given for one file only.', field: 'title' });
      if (files.filter((file) => file === '-').length > 1)
        throw new GantryError('invalid_value', { message: 'stdin can be read once only.', field: 'file' });
      const { client } = await connect(io);
      const given = { ...(collection === undefined ? {} : { collection }), ...(title === undefined ? {} : { title }) };
      const drafts: Draft[] = [];
      for (const file of files) drafts.push({ ...(await readDraft(io, file)), ...given });
      const [only] = drafts;
      if (drafts.length > 1 || only === undefined) {
        expectOneRequest(drafts);
        const task = await client.call('documents.create-many', { documents: drafts });
        return watchTask(io, { client, task, json });
      }
      const stored = await client.call('documents.create', only);
      if (json) return printJson(io, stored);
      printLine(io, `${stored.status}  ${stored.id}  ${formatCount(stored.chunks)} ${stored.chunks === 1 ? 'chunk' : 'chunks'}`);
    });
}

async function readDraft(io: Io, file: string): Promise<Draft> {
  if (file === '-') return { content: decode(await readStdin(io), 'stdin') };
  if (file.trim() === '') throw new GantryError('invalid_value', { message: 'file must not be empty.', field: 'file' });
  const path = resolve(io.cwd, expandHome(file));
  return { content: decode(await readFile(path).catch((error: unknown) => refuse(error, path)), path), source_path: path };
}

async function readStdin(io: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}

/** @throws GantryError `file_unreadable` for what is no text, `body_too_large` above the longest document there may be */
function decode(bytes: Buffer, from: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new GantryError('file_unreadable', {
      message: `${from} is not UTF-8 text.`,
      fix: 'Convert it to UTF-8 text first.',
      cause: error,
    });
  }
  if (text.includes('\0')) throw new GantryError('file_unreadable', { message: `${from} is not text: it has NUL characters.` });
  if (text.trim() === '') throw new GantryError('invalid_value', { message: `${from} is empty.`, field: 'content' });
  if (text.length > maxDocumentChars)
    throw new GantryError('body_too_large', {
      message: `${from} has ${formatCount(text.length)} characters; a document may have ${formatCount(maxDocumentChars)}.`,
      fix: 'Split it into smaller files.',
    });
  return text;
}

function refuse(error: unknown, path: string): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    throw new GantryError('not_found', { message: `${path} does not exist.`, fix: 'Check the path.', cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    throw new GantryError('permission_denied', { message: `${path} may not be read.`, cause: error });
  if (code === 'EISDIR')
    throw new GantryError('file_unreadable', {
      message: `${path} is a folder.`,
      fix: 'Index a folder with: npm run gantry -- index <folder>',
      cause: error,
    });
  throw new GantryError('file_unreadable', { message: `${path} cannot be read (${code ?? 'file error'}).`, cause: error });
}

function expectOneRequest(drafts: readonly Draft[]): void {
  const limit = operations['documents.create-many'].bodyLimitBytes;
  const size = Buffer.byteLength(JSON.stringify({ documents: drafts }));
  if (size <= limit) return;
  throw new GantryError('body_too_large', {
    message: `These files are ${formatBytes(size)} as one request; ${formatBytes(limit)} are allowed.`,
    fix: 'Add fewer at a time, or index their folder with: npm run gantry -- index <folder>',
  });
}

import { basename } from 'node:path';
import { type NewDocument, operations, type TaskProblem } from '#contract';
import { cutTitle, firstHeading, isMarkdown } from '../draft.ts';
import { sliceWork } from '../slice-work.ts';
import { readLines } from './json-lines.ts';
import { failed, skipped } from './problem.ts';
import { readTextFile } from './read-text-file.ts';
import { parseRecord, recordToDocument } from './record.ts';
import { countRecords, isEvaluationData, isRecordFile } from './record-file.ts';
import { type FoundFile, walk } from './walk.ts';

export interface FolderOptions {
  collection: string;
  maxFileBytes: number;
  signal: AbortSignal;
}

/** What a folder gives, one after another. `isCounted` problems stand for a document in the total. */
export type FolderItem =
  | { document: NewDocument }
  | { problem: TaskProblem; isCounted: boolean }
  /** All records of a file were read; their sources, to tell which are gone. */
  | { recordsOf: string; sources: ReadonlySet<string> };

/** How many documents a folder promises: its files, and for collections their records. Problems are left to the reading. */
export async function countDocuments(root: string, { maxFileBytes, signal }: FolderOptions): Promise<number> {
  let count = 0;
  for await (const found of walk(root, signal)) {
    if (!('file' in found)) continue;
    try {
      const isCollection = !isEvaluationData(found.file) && (await isRecordFile(found.file));
      count += isCollection ? await countRecords(found.file.path, { maxLineBytes: maxFileBytes, signal }) : 1;
    } catch {
      signal.throwIfAborted();
      count += 1;
    }
  }
  return count;
}

/** Every document of a folder, and every file it goes past with the reason. Holds one file, or one record, at a time. */
export async function* folderDocuments(root: string, options: FolderOptions): AsyncGenerator<FolderItem> {
  for await (const found of walk(root, options.signal)) {
    if ('problem' in found) {
      yield { problem: found.problem, isCounted: false };
      continue;
    }
    const { file } = found;
    try {
      if (isEvaluationData(file)) {
        yield counted(skipped(file.path, 'evaluation-data', 'Questions and judgements of a test collection are not documents.'));
      } else if (await isRecordFile(file)) {
        yield* records(file, options);
      } else {
        yield await wholeFile(file, options);
      }
    } catch (error) {
      options.signal.throwIfAborted();
      yield counted(failed(file.path, error));
    }
  }
}

async function wholeFile({ path, name }: FoundFile, { collection, maxFileBytes }: FolderOptions): Promise<FolderItem> {
  const content = await readTextFile(path, { maxBytes: maxFileBytes });
  if (typeof content !== 'string') return counted(skipped(path, content.code, content.message));
  const heading = isMarkdown(path) ? firstHeading(content) : undefined;
  const parsed = operations['documents.create'].input.safeParse({
    title: cutTitle(heading ?? basename(name)),
    content,
    source_path: path,
    collection,
  });
  if (parsed.success) return { document: parsed.data };
  const issue = parsed.error.issues[0];
  return counted(skipped(path, 'invalid-file', `${issue?.path.join('.') ?? 'It'} ${issue?.message ?? 'is not valid'}.`));
}

async function* records({ path }: FoundFile, { collection, maxFileBytes, signal }: FolderOptions): AsyncGenerator<FolderItem> {
  const sources = new Set<string>();
  const slice = sliceWork();
  for await (const { number, bytes, isTooLong } of readLines(path, { maxLineBytes: maxFileBytes, signal })) {
    const item = `${path}#${number}`;
    const document = isTooLong
      ? `Line ${number} has more than ${maxFileBytes} bytes (search.maxFileBytes).`
      : recordToDocument(parseRecord(bytes), { path, line: number, collection });
    if (typeof document === 'string') {
      yield counted(skipped(item, isTooLong ? 'too-large' : 'invalid-record', document));
    } else {
      sources.add(document.source_path ?? item);
      yield { document };
    }
    await slice(signal);
  }
  yield { recordsOf: path, sources };
}

function counted(problem: TaskProblem): FolderItem {
  return { problem, isCounted: true };
}

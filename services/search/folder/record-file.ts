import { open } from 'node:fs/promises';
import { readLines } from './json-lines.ts';
import { hasText, parseRecord } from './record.ts';
import type { FoundFile } from './walk.ts';

const sniffedBytes = 65_536;
const sniffedLines = 20;

/** Whether a file is a collection: `.jsonl` (or `.ndjson`) with a document among its first lines. */
export async function isRecordFile({ path, name }: FoundFile): Promise<boolean> {
  if (!/\.(?:jsonl|ndjson)$/i.test(name)) return false;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    const lines = head.toString('latin1').split('\n', sniffedLines + 1);
    const whole = lines.slice(0, sniffedLines).map((line) => Buffer.from(line, 'latin1'));
    // A first line longer than what was read cannot be parsed; it says itself what it is.
    return (
      whole.some((line) => hasText(parseRecord(line))) ||
      (lines.length === 1 && /"(?:text|contents?)"\s*:\s*"/.test(head.toString('latin1')))
    );
  } finally {
    await file.close();
  }
}

/** Number of records, that is of lines that are not blank. */
export async function countRecords(path: string, options: { maxLineBytes: number; signal: AbortSignal }): Promise<number> {
  let count = 0;
  for await (const _line of readLines(path, options)) count += 1;
  return count;
}

/** Whether a file belongs to a retrieval test set (BEIR layout) and is no document: its questions and their judgements. */
export function isEvaluationData({ name, path, siblings, folderSiblings }: FoundFile): boolean {
  const isBeside = (names: ReadonlySet<string>) => names.has('corpus.jsonl') && names.has('queries.jsonl');
  if (isBeside(siblings)) return name === 'queries.jsonl' || name.startsWith('qrels');
  return isBeside(folderSiblings) && /[\\/]qrels[\\/][^\\/]+$/.test(path);
}

import { type NewDocument, operations } from '#contract';
import { safeCut } from '../chunker/characters.ts';

/** Where a record comes from, and where it goes. */
export interface RecordPlace {
  path: string;
  line: number;
  collection: string;
}

const textFields = ['text', 'content', 'contents'] as const;
const longestTitleChars = 500;

/** The object a line holds, or undefined when it is not JSON in UTF-8 or not an object. */
export function parseRecord(line: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an object has text to index: a string in `text`, `content` or `contents`. */
export function hasText(record: Record<string, unknown> | undefined): boolean {
  return record !== undefined && textOf(record) !== undefined;
}

/** The document in a record, or what is wrong with it in words. Its source is `<path>#<id or line>`. */
export function recordToDocument(
  record: Record<string, unknown> | undefined,
  { path, line, collection }: RecordPlace,
): NewDocument | string {
  if (record === undefined) return `Line ${line} is not a JSON object.`;
  const content = textOf(record);
  if (content === undefined) return `Line ${line} has no string in text, content or contents.`;
  const id = [record._id, record.id].find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number') ?? line;
  const title = typeof record.title === 'string' ? record.title.trim() : '';
  const parsed = operations['documents.create'].input.safeParse({
    content,
    ...(title === '' ? {} : { title: title.slice(0, safeCut(title, Math.min(title.length, longestTitleChars), 0)) }),
    source_path: `${path}#${id}`,
    collection,
    metadata: plainMetadata(record.metadata),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `Line ${line}: ${issue?.path.join('.') ?? 'it'} ${issue?.message ?? 'is not valid'}.`;
}

function textOf(record: Record<string, unknown>): string | undefined {
  return textFields.map((field) => record[field]).find((value) => typeof value === 'string');
}

/** The values a document's metadata can have; lists and objects are left out. */
function plainMetadata(value: unknown): NewDocument['metadata'] {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, each]) => each === null || typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean',
    ),
  );
}

import { constants, open } from 'node:fs/promises';
import { maxDocumentChars } from '#contract';

/** Why a file is not a document, as a slug and in words. */
export interface NotText {
  code: 'binary' | 'too-large' | 'empty' | 'not-a-file';
  message: string;
}

const sniffedBytes = 8192;
/** UTF-8 needs at most 4 bytes a character, so a larger file cannot be short enough. */
const mostBytes = maxDocumentChars * 4;

/** First bytes of files people take for documents, with what to say about them. */
const knownKinds: readonly (readonly [magic: string, message: string])[] = [
  ['%PDF', 'It is not text: PDF is not read yet.'],
  ['PK\x03\x04', 'It is not text: Office documents and zip archives are not read yet.'],
  ['\xd0\xcf\x11\xe0', 'It is not text: Office documents are not read yet.'],
  ['\x89PNG', 'It is an image.'],
  ['\xff\xd8\xff', 'It is an image.'],
  ['GIF8', 'It is an image.'],
];

/**
 * Reads a file as text: UTF-8, or UTF-16 with its byte order mark. Looks at the first 8 KiB before it reads the rest.
 * @throws errors of the file system as they are
 */
export async function readTextFile(path: string, { maxBytes }: { maxBytes: number }): Promise<string | NotText> {
  // What was a file when its folder was listed may be a pipe or a link now: neither waits for a writer nor leads elsewhere.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return { code: 'not-a-file', message: 'It is a socket, a pipe or a device.' };
    const { size } = stats;
    const head = Buffer.alloc(Math.min(size, sniffedBytes));
    await file.read(head, 0, head.length, 0);
    const encoding = encodingOf(head);
    if (typeof encoding !== 'string') return encoding;
    if (size > Math.min(maxBytes, mostBytes)) {
      return { code: 'too-large', message: `It has ${size} bytes; the limit is ${Math.min(maxBytes, mostBytes)} (search.maxFileBytes).` };
    }
    // The file may have grown since: what was allowed is what is read.
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return decode(bytes.subarray(0, bytesRead), encoding);
  } finally {
    await file.close();
  }
}

function encodingOf(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | NotText {
  if (head.length >= 2 && head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head.length >= 2 && head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const start = head.subarray(0, 8).toString('latin1');
  const known = knownKinds.find(([magic]) => start.startsWith(magic));
  if (known !== undefined) return { code: 'binary', message: known[1] };
  if (head.includes(0)) return { code: 'binary', message: 'It is not text: it has NUL bytes.' };
  return 'utf-8';
}

function decode(bytes: Buffer, encoding: string): string | NotText {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { code: 'binary', message: 'It is not text: it is neither UTF-8 nor UTF-16 with a byte order mark.' };
  }
  if (text.includes('\0')) return { code: 'binary', message: 'It is not text: it has NUL characters.' };
  if (text.trim() === '') return { code: 'empty', message: 'There is nothing in it.' };
  if (text.length > maxDocumentChars) {
    return { code: 'too-large', message: `It has ${text.length} characters; a document has at most ${maxDocumentChars}.` };
  }
  return text;
}

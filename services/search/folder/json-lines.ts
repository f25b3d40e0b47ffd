import { createReadStream } from 'node:fs';

/** One line of a file, without its end. `isTooLong` lines come without bytes. */
export interface Line {
  /** From 1. */
  number: number;
  bytes: Buffer;
  isTooLong: boolean;
}

const newline = 10;

/** Reads a file line by line; blank lines are passed over. Holds one line of at most `maxLineBytes` at a time. */
export async function* readLines(
  path: string,
  { maxLineBytes, signal }: { maxLineBytes: number; signal: AbortSignal },
): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): Line | undefined => {
    number += 1;
    const isTooLong = length > maxLineBytes;
    const bytes = isTooLong ? Buffer.alloc(0) : Buffer.concat(parts);
    const isBlank = !isTooLong && bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
    parts = [];
    length = 0;
    return isBlank ? undefined : { number, bytes, isTooLong };
  };
  const add = (bytes: Buffer) => {
    length += bytes.length;
    if (length <= maxLineBytes) parts.push(bytes);
    else parts = [];
  };
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== undefined) yield line;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) {
    const line = take();
    if (line !== undefined) yield line;
  }
}

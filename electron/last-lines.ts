const keptLines = 8;
const keptChars = 600;

export interface LastLines {
  /** What was said last, on one line; empty when nothing was. */
  text(): string;
}

/** Passes a stream on and remembers its last lines, for the reason of a crash. */
export function keepLastLines(stream: NodeJS.ReadableStream | null, passOn: (chunk: Buffer) => void): LastLines {
  let tail = '';
  stream?.on('data', (chunk: Buffer) => {
    passOn(chunk);
    tail = (tail + chunk.toString())
      .split('\n')
      .slice(-keptLines - 1)
      .join('\n')
      .slice(-keptChars);
  });
  return {
    text: () =>
      tail
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join(' '),
  };
}

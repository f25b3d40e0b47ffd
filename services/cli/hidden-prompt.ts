import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { GantryError } from '#contract';
import type { Io } from './io.ts';

/** Far above any secret; a file handed over by mistake is not read to its end. */
const longestLineBytes = 64 * 1024;

export interface SecretQuestion {
  /** What is asked for, as in `New value of redis_password`. */
  title: string;
  /** Asks a second time and compares, where a mistyped one could not be noticed otherwise. */
  isRepeated: boolean;
  /** Name of the field in errors. */
  field: string;
}

/**
 * A secret that stands nowhere: asked for on the terminal without echo, or else the first line of stdin. Arguments and
 * variables are no way, for other processes can read those.
 * @throws GantryError `invalid_value` when it is empty or the two differ, `cancelled` by Ctrl-C or Ctrl-D
 */
export async function readSecret(io: Io, { title, isRepeated, field }: SecretQuestion): Promise<string> {
  const answers = io.stdin.isTTY
    ? await askHidden(io, isRepeated ? [title, `${title}, again`] : [title])
    : [await readFirstLine(io.stdin, field)];
  const [first = '', second = first] = answers;
  if (first === '') throw new GantryError('invalid_value', { message: `${field} must not be empty.`, field });
  if (first !== second) throw new GantryError('invalid_value', { message: `${field} must be the same both times.`, field });
  return first;
}

/**
 * Asks on stderr, one after the other, and shows nothing of what is typed.
 * @throws GantryError `cancelled` by Ctrl-C or Ctrl-D
 */
export async function askHidden(io: Io, questions: readonly string[]): Promise<string[]> {
  // Switches the echo of the terminal off and edits the line itself; what it would show goes nowhere.
  const prompt = createInterface({ input: io.stdin, output: nowhere(), terminal: true, historySize: 0 });
  try {
    return await new Promise<string[]>((resolve, reject) => {
      const answers: string[] = [];
      const ask = () => io.stderr.write(`${questions[answers.length]}: `);
      const cancel = () => reject(new GantryError('cancelled', { message: 'Nothing was changed.' }));
      prompt.on('SIGINT', cancel);
      prompt.on('close', cancel);
      prompt.on('line', (line) => {
        io.stderr.write('\n');
        answers.push(line);
        if (answers.length === questions.length) resolve(answers);
        else ask();
      });
      ask();
    });
  } catch (error) {
    io.stderr.write('\n');
    throw error;
  } finally {
    prompt.close();
    io.stdin.pause();
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

async function readFirstLine(stream: NodeJS.ReadStream, field: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk as Buffer);
    chunks.push(piece);
    bytes += piece.length;
    if (piece.includes('\n')) break;
    if (bytes > longestLineBytes)
      throw new GantryError('invalid_value', { message: `${field} must be one line of at most ${longestLineBytes} bytes.`, field });
  }
  const all = Buffer.concat(chunks);
  const end = all.indexOf('\n');
  const line = end === -1 ? all : all.subarray(0, end);
  try {
    // Bytes that are no text would otherwise become another secret than the one that was meant.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line).replace(/\r$/, '');
  } catch (error) {
    throw new GantryError('invalid_value', { message: `${field} must be UTF-8.`, field, cause: error });
  }
}

import { PassThrough } from 'node:stream';
import { resolvePaths } from '#platform/paths';
import { commandNameOf } from '../hint.ts';
import type { Interruption, Io } from '../io.ts';
import { createProgram } from '../program.ts';
import { exitCodeOf, reportError } from '../report-error.ts';

export interface TerminalOptions {
  home: string;
  /** Cells of a line; undefined: no terminal. */
  columns?: number;
  /** Default: empty. */
  env?: Io['env'];
}

export interface Terminal {
  /** Runs a command to its end in this process. */
  run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** All that was written so far. */
  text(): string;
  type(keys: string): void;
  /** As Ctrl-C does while nothing reads the keys. */
  interrupt(): void;
}

/** A terminal without colours of so many columns, and a person at it. */
export function openTerminal({ home, columns, env = {} }: TerminalOptions): Terminal {
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<(signal: Interruption) => void>();
  const isTTY = columns !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const stream = (name: keyof typeof written) => {
    const out = Object.assign(new PassThrough(), { isTTY, columns: columns ?? 0, rows: 24, hasColors: () => false });
    out.on('data', (chunk: Buffer) => {
      written[name] += chunk.toString();
    });
    return out as unknown as NodeJS.WriteStream;
  };
  let code = 0;
  const io: Io = {
    env,
    cwd: home,
    commandName: commandNameOf({ root: home, cwd: home, program: undefined }),
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    paths: resolvePaths({ GANTRY_HOME: home }),
    setExitCode(value) {
      code = value;
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    async run(...args) {
      code = 0;
      written.stdout = '';
      written.stderr = '';
      try {
        await createProgram(io).parseAsync(args, { from: 'user' });
      } catch (error) {
        reportError(io, error, args);
        code = exitCodeOf(error);
      }
      return { code, ...written };
    },
    text: () => written.stdout + written.stderr,
    type: (keys) => void stdin.write(keys),
    interrupt: () => {
      for (const listener of listeners) listener('SIGINT');
    },
  };
}

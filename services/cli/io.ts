import { projectRoot, resolvePaths } from '#platform/paths';
import { commandNameOf } from './hint.ts';

export type Interruption = 'SIGINT' | 'SIGTERM';

/** What a command knows of the world; made once in `main`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the person stands; `npm run` itself goes to the project's folder. */
  readonly cwd: string;
  /** What to type here before the name of a command. */
  readonly commandName: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly paths: ReturnType<typeof resolvePaths>;
  /** The code the process ends with once nothing is left to do. */
  setExitCode(code: number): void;
  /** Calls back at Ctrl-C, or SIGTERM, instead of ending. Returns the way to stop listening. */
  onInterrupt(listener: (signal: Interruption) => void): () => void;
}

/** The real world: streams, folders and signals of this process. */
export function systemIo(env: Readonly<Record<string, string | undefined>>): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has gone (`gantry search x | head -1`): there is nobody left to tell.
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  const cwd = (env.npm_lifecycle_event === 'gantry' && env.INIT_CWD) || process.cwd();
  return {
    env,
    cwd,
    commandName: commandNameOf({ root: projectRoot(), cwd, program: process.argv[1] }),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    paths: resolvePaths({ ...env }),
    setExitCode(code) {
      process.exitCode = code;
    },
    onInterrupt(listener) {
      const listeners = (['SIGINT', 'SIGTERM'] as const).map((signal) => ({ signal, heard: () => listener(signal) }));
      for (const { signal, heard } of listeners) process.on(signal, heard);
      return () => {
        for (const { signal, heard } of listeners) process.off(signal, heard);
      };
    },
  };
}

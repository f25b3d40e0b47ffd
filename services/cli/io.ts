import { resolvePaths } from '#platform/paths';

/** What a command knows of the world; made once in `main`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly paths: ReturnType<typeof resolvePaths>;
  /** The code the process ends with once nothing is left to do. */
  setExitCode(code: number): void;
  /** Calls back at Ctrl-C instead of ending. Returns the way to stop listening. */
  onInterrupt(listener: () => void): () => void;
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
  return {
    env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    paths: resolvePaths({ ...env }),
    setExitCode(code) {
      process.exitCode = code;
    },
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  };
}

/** Signals a process commonly ends by, by number (signal(7)). */
const signals: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

/** The signal an exit code above 128 stands for (POSIX shells and engines report 128 + n); null for others. */
export function signalOf(exitCode: number): string | null {
  return signals[exitCode - 128] ?? null;
}

/** What an exit code means, in words. 125–127 are those of Docker's run (docs.docker.com, "Exit status"). */
export function exitMeaning(exitCode: number, isOutOfMemory: boolean): string {
  if (isOutOfMemory) return 'the kernel killed it, for it used more memory than its limit';
  const signal = signalOf(exitCode);
  if (signal === 'SIGKILL') return 'it was killed (SIGKILL): by a person, by the engine after the grace time, or for want of memory';
  if (signal === 'SIGTERM') return 'it was asked to end (SIGTERM)';
  if (signal === 'SIGSEGV') return 'it crashed (SIGSEGV)';
  if (signal !== null) return `it ended by ${signal}`;
  if (exitCode === 0) return 'it ended by itself and reports success';
  if (exitCode === 125) return 'the engine could not run it';
  if (exitCode === 126) return 'its command may not be executed';
  if (exitCode === 127) return 'its command is not in the image';
  return 'it ended by itself and reports a failure';
}

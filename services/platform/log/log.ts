import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';

export type Log = pino.Logger;

/** Names under which a secret could be logged by mistake; pino replaces the value wherever they stand. */
const secretNames = ['token', 'password', 'secret', 'authorization', 'cookie', 'api_key', 'apiKey', 'code', 'key'];

export interface LogOptions {
  level: string;
  /** File to append to; without it the log goes to standard error. */
  file?: string;
  /** Size in bytes at which the file is put aside when the log is opened. */
  maxFileBytes?: number;
}

/** Opens a log. Three older files are kept as `.1` to `.3`. `flushSync` before exit. */
export function createLog({ level, file, maxFileBytes = 10_485_760 }: LogOptions): Log {
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rotate(file, maxFileBytes);
  }
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      // An error's own `code` is no secret, so `code` counts only at the top of a request body.
      paths: secretNames.flatMap((name) =>
        name === 'code'
          ? ['body.code', 'input.code']
          : [name, `*.${name}`, `*.*.${name}`, `headers["x-gantry-session"]`, `headers["x-api-key"]`],
      ),
      censor: '[redacted]',
    },
    serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
  };
  // sync: lines of the last moments matter most, and the host writes few.
  const destination = pino.destination(file === undefined ? { dest: 2, sync: true } : { dest: file, sync: true, mode: 0o600 });
  // A log that cannot be written (disk full) loses lines; it must not take the host with it.
  destination.on('error', () => undefined);
  return pino(options, destination);
}

function rotate(file: string, maxFileBytes: number): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < maxFileBytes) return;
  rmSync(`${file}.3`, { force: true });
  for (const [from, to] of [
    [`${file}.2`, `${file}.3`],
    [`${file}.1`, `${file}.2`],
    [file, `${file}.1`],
  ] as const) {
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
  }
}

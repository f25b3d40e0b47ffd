import type { ErrorCode } from '#contract';

/** Where the embedded Postgres listens: a Unix socket, or a port of 127.0.0.1 that asks for the password. */
export type ListenAddress = { socketPath: string } | { password: string };

/** What the worker is started with. */
export interface WorkerInput {
  /** Folder of the database. */
  folder: string;
  listen: ListenAddress;
}

/** What the worker cannot do and why, in a form that crosses threads. */
export interface WorkerFailure {
  code: Extract<ErrorCode, 'database_damaged' | 'database_unavailable' | 'disk_full' | 'home_not_writable'>;
  /** What Postgres or the file system said. */
  reason: string;
}

export type FromWorker =
  | { type: 'progress'; reason: string }
  /** `port` is 0 for a Unix socket. */
  | { type: 'listening'; port: number }
  /** The worker ends after this, before or after it listened. */
  | ({ type: 'failed' } & WorkerFailure);

export type ToWorker = { type: 'stop' };

import { GantryError } from '#contract';
import { damaged } from './embedded/data-folder.ts';

/** What an error is seen from: where the files are, and why the database is down if it is. */
export interface ErrorContext {
  folder: string;
  failure: GantryError | undefined;
}

/** Errors of the connection itself: the statement may or may not have run. */
const lostConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ETIMEDOUT',
  'EPIPE',
  'EACCES',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '08006',
  '08P01',
]);
const lostConnectionText = /Connection terminated|connection error and is not queryable|Cannot use a pool after/;
/** What `pg` says, which has no code for these. */
const queryTimeoutText = 'Query read timeout';
const acquireTimeoutText = 'timeout exceeded when trying to connect';

/** Whether the connection this came from must not be used again. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return lostConnection.has(code ?? '') || lostConnectionText.test(message ?? '') || isLateAnswer(error);
}

/** Whether the answer, or a connection to ask by, took too long; the database itself may be well. */
export function isLateAnswer(error: unknown): boolean {
  const { message } = error as Error;
  return message === queryTimeoutText || isNoConnectionInTime(message);
}

/** Whether no connection could be had within the time for it. */
export function isNoConnectionInTime(message: string): boolean {
  return message.includes(acquireTimeoutText) || message === 'Connection terminated due to connection timeout';
}

/** Errors of the database as typed ones; what is a mistake in the SQL stays what `pg` threw. */
export function describeDatabaseError(error: unknown, { folder, failure }: ErrorContext): unknown {
  if (error instanceof GantryError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === '53100' || message.includes('No space left on device')) {
    return new GantryError('disk_full', { message: `The disk that holds ${folder} is full.`, cause: error });
  }
  if (message === queryTimeoutText || code === '57014') {
    return new GantryError('timed_out', { message: 'The database did not finish within storage.statementTimeoutMs.', cause: error });
  }
  if (message.includes(acquireTimeoutText) && failure === undefined) {
    return new GantryError('database_unavailable', {
      message: 'No connection to the database became free within storage.poolAcquireTimeoutMs.',
      fix: 'Try again; if it stays, see which work is running in the task list.',
      cause: error,
    });
  }
  if (isConnectionLost(error))
    return failure ?? new GantryError('database_unavailable', { message: 'The connection to the database was lost.', cause: error });
  // Data corrupted, index corrupted, and a file of a table that is not there.
  if (code === 'XX001' || code === 'XX002' || code === '58P01') return damaged(folder, message, error);
  if (code === '54000')
    return new GantryError('invalid_value', { message: 'A value is larger than the database can index.', cause: error });
  return error;
}

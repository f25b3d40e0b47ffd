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
  'EPIPE',
  'EACCES',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '08006',
  '08P01',
]);
const lostConnectionText =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Cannot use a pool after/;

/** Whether the connection this came from must not be used again. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return lostConnection.has(code ?? '') || lostConnectionText.test(message ?? '') || isTimeout(error);
}

function isTimeout(error: unknown): boolean {
  return (error as Error).message === 'Query read timeout';
}

/** Errors of the database as typed ones; what is a mistake in the SQL stays what `pg` threw. */
export function describeDatabaseError(error: unknown, { folder, failure }: ErrorContext): unknown {
  if (error instanceof GantryError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === '53100' || message.includes('No space left on device')) {
    return new GantryError('disk_full', { message: `The disk that holds ${folder} is full.`, cause: error });
  }
  if (isTimeout(error) || code === '57014') {
    return new GantryError('timed_out', { message: 'The database did not finish within storage.statementTimeoutMs.', cause: error });
  }
  if (message.includes('timeout exceeded when trying to connect') && failure === undefined) {
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

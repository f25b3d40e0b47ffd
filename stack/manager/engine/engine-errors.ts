import { GantryError } from '#contract';

interface EngineFailure {
  statusCode?: number;
  code?: string;
  message?: string;
  reason?: string;
  json?: { message?: string; cause?: string };
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'EPERM',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** What the engine said, in one line. */
export function engineWords(error: unknown): string {
  const failure = error as EngineFailure;
  const text = failure.json?.message ?? failure.message ?? failure.reason ?? 'no reason given';
  return text
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .replace(/\s+/g, ' ')
    .trim();
}

export function isNotFound(error: unknown): boolean {
  return (error as EngineFailure).statusCode === 404 || (error instanceof GantryError && error.code === 'not_found');
}

export function isNotModified(error: unknown): boolean {
  return (error as EngineFailure).statusCode === 304;
}

export function isConflict(error: unknown): boolean {
  return (error as EngineFailure).statusCode === 409;
}

/** An engine's failure as ours: unreachable, not there, or refused with its own words. */
export function toEngineError(error: unknown, doing: string): GantryError {
  if (error instanceof GantryError) return error;
  const failure = error as EngineFailure;
  if (failure.statusCode === undefined) {
    if ((error as Error).name === 'AbortError') return new GantryError('cancelled', { cause: error });
    const isUnreachable = unreachableCodes.has(failure.code ?? '') || /socket hang up/.test(failure.message ?? '');
    return isUnreachable
      ? new GantryError('engine_unavailable', { message: `The container engine went away while ${doing}.`, cause: error })
      : new GantryError('engine_refused', { message: `${doing} failed: ${engineWords(error)}.`, cause: error });
  }
  if (failure.statusCode === 404) return new GantryError('not_found', { message: `${doing}: ${engineWords(error)}.`, cause: error });
  return new GantryError('engine_refused', { message: `The engine refused ${doing}: ${engineWords(error)}`, cause: error });
}

/** Runs one call to the engine and types its failure. `doing` completes "while …", e.g. `starting postgres`. */
export async function callEngine<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toEngineError(error, doing);
  }
}

import type { LogLevel } from '#contract';

/** Level of a request that was answered with this status: from 500 an error of the server, from 400 a warning. */
export function levelOfStatus(status: number): LogLevel {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warning' : 'info';
}

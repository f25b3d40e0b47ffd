import type { LogLevel } from '#contract';

const levels: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  dbug: 'debug',
  verbose: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warning',
  warning: 'warning',
  eror: 'error',
  err: 'error',
  error: 'error',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
  fatal: 'fatal',
};

/** The level a program's own word means, without regard to case; undefined for a word that is none. */
export function levelOfWord(word: string): LogLevel | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(levels, key) ? levels[key] : undefined;
}

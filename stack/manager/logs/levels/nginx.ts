import type { LogLevel } from '#contract';
import { levelOfStatus } from './http-status.ts';
import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';

/** `2026/01/01 00:00:00 [error] 29#29: …`, and `nginx: [emerg] …` before the log is open. */
const errorLine = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d|nginx:) \[(\w+)\]/;
/** The combined format: status is the number after the quoted request. A quotation mark inside is written `\x22`. */
const accessLine = /^\S+ - [^"[]*\[[^\]]*\] "[^"]*" (\d{3}) /;

const levels: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warning',
  error: 'error',
  // A request that failed for a reason of the machine; the server goes on.
  crit: 'error',
  alert: 'fatal',
  emerg: 'fatal',
};

/** nginx: its error log by name, its access log by status. */
export function nginxLevel(line: string): LineLevel {
  const named = errorLine.exec(line.slice(0, levelReachChars))?.[1];
  if (named !== undefined) return Object.hasOwn(levels, named) ? levels[named] : undefined;
  const status = accessLine.exec(line)?.[1];
  return status === undefined ? undefined : levelOfStatus(Number(status));
}

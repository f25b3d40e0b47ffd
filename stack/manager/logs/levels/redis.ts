import type { LineLevel } from './level-parser.ts';

/** `1:M 01 Jan 2026 00:00:00.000 * text`: process, role, time, and one of `.` debug, `-` verbose, `*` notice, `#` warning (server.c). */
const shape = /^\d+:[A-Z] \d{1,2} \w{3} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{1,6} ([.*#-]) (.*)$/;
/** `#` is the highest sign there is, so it also stands before what ends the server. */
const isFatal = /^(?:fatal|out of memory|=+ redis bug report|redis \S+ crashed)/i;
const isError = /\b(?:error|can'?t|cannot|could not|failed|failure|bad file format|corrupt\w*)\b/i;

/** Redis and Valkey. */
export function redisLevel(line: string): LineLevel {
  const [, sign, text = ''] = shape.exec(line.slice(0, 400)) ?? [];
  switch (sign) {
    case undefined:
      return line.startsWith('*** FATAL CONFIG FILE ERROR') ? 'fatal' : undefined;
    case '.':
    case '-':
      return 'debug';
    case '*':
      return 'info';
    default:
      if (isFatal.test(text)) return 'fatal';
      return !/^WARNING\b/i.test(text) && isError.test(text) ? 'error' : 'warning';
  }
}

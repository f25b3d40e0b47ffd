import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';

/** Two spaces follow the severity in every line the server writes (elog.c), which no sentence has. */
const severity =
  /\b(?:(DEBUG[1-5]?)|(INFO|NOTICE|LOG)|(WARNING)|(ERROR)|(FATAL|PANIC)|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE): {2}/;

/** Postgres with any `log_line_prefix`. What explains a message (DETAIL, HINT …) and its further lines, which begin with a tab, belong to it. */
export function postgresLevel(line: string): LineLevel {
  if (line.startsWith('\t')) return 'continues';
  const found = severity.exec(line.slice(0, levelReachChars));
  if (found === null) return undefined;
  const [, debug, info, warning, error, fatal] = found;
  if (debug !== undefined) return 'debug';
  if (info !== undefined) return 'info';
  if (warning !== undefined) return 'warning';
  if (error !== undefined) return 'error';
  return fatal === undefined ? 'continues' : 'fatal';
}

import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';
import { levelOfWord } from './level-words.ts';

/** A time, then the level as the next word: Rust's tracing and env_logger, zap's console, log4j, loguru, Python with a name between. */
const shape =
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?\]?[ \t|[-]{1,8}(?:[\w.]{1,60} - )?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC|debug|info|warn|error|fatal)\b/;
/** `INFO:     Started server`, `ERROR:root:text`, `[WARN] text` */
const leading = /^\[?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)(?:\]|:|\s{2,}|\s+\[)/;

/** Lines that begin with their level, after a time or without one. */
export function timestampedLevel(line: string): LineLevel {
  const start = line.slice(0, levelReachChars);
  const word = (shape.exec(start) ?? leading.exec(start))?.[1];
  return word === undefined ? undefined : levelOfWord(word);
}

import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';
import { levelOfWord } from './level-words.ts';

/** What only sounds like trouble: none of it, or a name that has the word in it. Taken out before the line is judged. */
const harmless = new RegExp(
  [
    String.raw`\b(?:0|no|zero|without|any|non)[ -](?:\w{1,20} )?(?:errors?|failures?|warnings?|exceptions?|failed|fatal|panics?)\b`,
    String.raw`\b(?:errors?|failures?|failed|warnings?|exceptions?)(?: count| total)?["']?\s{0,3}[=:]\s{0,3}(?:0|nil|null|none|false|no|<nil>|"")(?![\w.])`,
    String.raw`\b(?:error|warn|warning|fatal|debug|info)[_./-][a-z]\w{0,60}`,
    String.raw`\b(?:log|logging)[ _-]?level["']?(?: is| set to|[=:])?\s{0,3}["']?\w{1,20}`,
  ].join('|'),
  'gi',
);

const levelWord =
  /(?:^|[\s[(|<])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|FATAL|PANIC|EMERG|ALERT)(?=[\]):>|]|\s[-|]|\s*$|\s+[\w[])/;
const namedLevel = /(?:^|[\s[(|<])(warn|warning|error|err|fatal|panic|critical)(?: error)?(?=[\]):>|]|$)/i;
const isFatal = /\bpanicked at\b|\bsegmentation fault\b|\bout of memory\b|\bcore dumped\b|^(?:fatal|panic)\b/i;
const isError =
  /\b[A-Z]\w{0,60}(?:Error|Exception)(?::|$)|^Traceback \(|\b(?:failed to|failed with|cannot|can't|could not|unable to|permission denied|no such file|connection refused|access denied|unhandled)\b|\bfailed[.!:]?$/i;
const isWarning = /\bdeprecat(?:ed|ion)\b/i;

/**
 * The last resort: what the words of a line say. It would rather say nothing than raise a false alarm, for people stop looking
 * at those. An indented line belongs to the one before it, as stack traces do.
 */
export function levelByWords(line: string): LineLevel {
  if (/^(?:\t| {2,})\S/.test(line)) return 'continues';
  const text = line.slice(0, levelReachChars).replace(harmless, ' ');
  const word = (levelWord.exec(text.slice(0, 120)) ?? namedLevel.exec(text))?.[1];
  const level = word === undefined ? undefined : levelOfWord(word);
  if (level !== undefined) return level;
  if (isFatal.test(text)) return 'fatal';
  if (isError.test(text)) return 'error';
  return isWarning.test(text) ? 'warning' : undefined;
}

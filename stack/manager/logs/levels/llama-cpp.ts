import { levelOfStatus } from './http-status.ts';
import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';
import { levelOfWord } from './level-words.ts';

/** With `--log-timestamps --log-prefix`: `0.00.123.456 I srv …` (common/log.cpp). */
const prefixed = /^(?:\d+\.\d+\.\d+\.\d+ )?([DIWE]) (?=\S)/;
/** Older servers: `INFO [ main] build info | …`. */
const bracketed = /^(VERB|INFO|WARN|ERR|ERROR|WARNING) \[/;
/** `srv  log_server_r: request: POST /completion 127.0.0.1 500` */
const request = /\blog_server_r(?:equest)?: .*\brequest: \S+ \S+ \S+ (\d{3})$/;
const speaksOfError =
  /^(?:error|fatal)\b|\b(?:error:|error loading|failed to|unable to|could not|out of memory|cudaMalloc failed|exiting due to|GGML_ASSERT|terminate called)/i;
const speaksOfWarning = /\b(?:warning:|warn:)/i;
const letters = { D: 'debug', I: 'info', W: 'warning', E: 'error' } as const;

/** llama.cpp's server, of the years that write prefixes and of those that do not. */
export function llamaCppLevel(line: string): LineLevel {
  const start = line.slice(0, levelReachChars);
  const status = request.exec(start)?.[1];
  if (status !== undefined) return levelOfStatus(Number(status));
  const letter = prefixed.exec(start)?.[1];
  if (letter !== undefined) return letters[letter as keyof typeof letters];
  const word = bracketed.exec(start)?.[1];
  if (word !== undefined) return word === 'VERB' ? 'debug' : levelOfWord(word);
  if (/^GGML_ASSERT|\bterminate called/.test(start)) return 'fatal';
  if (speaksOfWarning.test(start)) return 'warning';
  return speaksOfError.test(start) ? 'error' : undefined;
}

import type { LineLevel } from './level-parser.ts';
import { levelReachChars } from './level-parser.ts';
import { levelOfWord } from './level-words.ts';

const level = /(?:^|\s)(?:level|lvl|severity)="?([A-Za-z]+)"?(?=\s|$)/;

/** `ts=… level=error msg="…"` as Prometheus, Grafana and much else in Go write it. */
export function logfmtLevel(line: string): LineLevel {
  const word = level.exec(line.slice(0, levelReachChars))?.[1];
  return word === undefined ? undefined : levelOfWord(word);
}

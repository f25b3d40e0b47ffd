import type { LogLevel } from '#contract';
import type { LineLevel } from './level-parser.ts';
import { levelOfWord } from './level-words.ts';

const keys = ['level', 'severity', 'lvl', 'log.level', 'levelname', 'error_severity', 'loglevel'] as const;
/** Pino's and Bunyan's numbers. */
const numbers: readonly (readonly [number, LogLevel])[] = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warning'],
  [30, 'info'],
  [10, 'debug'],
];

/** One JSON object a line, with its level as a word or as Pino's number. */
export function jsonLineLevel(line: string): LineLevel {
  if (!line.startsWith('{') || !line.trimEnd().endsWith('}')) return undefined;
  const record = parse(line);
  for (const key of keys) {
    const value = record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof value === 'string') return levelOfWord(value);
    if (typeof value === 'number') return numbers.find(([least]) => value >= least)?.[1];
  }
  return undefined;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

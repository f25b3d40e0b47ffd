import type { LogLevel } from '#contract';
import { levelByWords } from './by-words.ts';
import { jsonLineLevel } from './json-line.ts';
import type { LevelParser, LineLevel } from './level-parser.ts';
import { llamaCppLevel } from './llama-cpp.ts';
import { logfmtLevel } from './logfmt.ts';
import { nginxLevel } from './nginx.ts';
import { postgresLevel } from './postgres.ts';
import { qdrantLevel } from './qdrant.ts';
import { redisLevel } from './redis.ts';
import { timestampedLevel } from './timestamped.ts';

/** Parsers of single programs, by a word of the image's name. */
const programs: readonly (readonly [RegExp, LevelParser])[] = [
  [/postgres|pgvector|postgis|timescale/, postgresLevel],
  [/redis|valkey|keydb/, redisLevel],
  [/nginx|openresty/, nginxLevel],
  [/llama/, llamaCppLevel],
  [/qdrant/, qdrantLevel],
];
const anyProgram: readonly LevelParser[] = [jsonLineLevel, logfmtLevel, timestampedLevel, levelByWords];

/** The parsers for a container, by its image's reference or its service's name; the first that knows a line decides. */
export function parsersOf(imageOrService: string): readonly LevelParser[] {
  // Neither registry nor tag says what runs: the last part of the path does.
  const name = (imageOrService.toLowerCase().split('@')[0]?.split('/').at(-1) ?? '').split(':')[0] ?? '';
  return [...programs.filter(([pattern]) => pattern.test(name)).map(([, parser]) => parser), ...anyProgram];
}

/** Reads the levels of a container's lines in their order: a line that belongs to the one before has that one's level. */
export function createLevelReader(imageOrService: string): (line: string) => LogLevel | null {
  const parsers = parsersOf(imageOrService);
  let before: LogLevel | null = null;
  return (line) => {
    const level = firstLevel(parsers, line);
    if (level !== 'continues') before = level ?? null;
    return before;
  };
}

/** Level of one line by itself; null where it does not say. */
export function levelOf(imageOrService: string, line: string): LogLevel | null {
  const level = firstLevel(parsersOf(imageOrService), line);
  return level === undefined || level === 'continues' ? null : level;
}

function firstLevel(parsers: readonly LevelParser[], line: string): LineLevel {
  for (const parser of parsers) {
    const level = parser(line);
    if (level !== undefined) return level;
  }
  return undefined;
}

import type { LogLevel } from '#contract';

/** What a line says of itself: a level, that it belongs to the line before, or nothing this parser knows. */
export type LineLevel = LogLevel | 'continues' | undefined;

/** Reads the level of one clean line. Takes time linear in its length and never throws. */
export type LevelParser = (line: string) => LineLevel;

/** A level stands near the start of a line; what comes later is what the line speaks of. */
export const levelReachChars = 400;

import type { Cursor, Position } from './cursor.ts';

/**
 * Lines of one container are written by two hands, stdout and stderr, so their stamps may be a little out of order in the log.
 * A position therefore counts the lines of this span and does not trust the last stamp alone.
 */
export const disorderMicroseconds = 50_000;

export interface ReadingPosition {
  /** Oldest stamp that can be new; undefined when all lines are. */
  readonly sinceMicroseconds: number | undefined;
  /** Lines that were given before and come again at the start. */
  readonly repeated: number;
  /** Whether a line is new; called for each line as it comes, in the order of the log. */
  isNew(microseconds: number): boolean;
  /** Counts a line as given. */
  give(microseconds: number): void;
  /** Says that lines up to this stamp may be missing from what is read: it begins in the middle of the log. */
  startsAt(microseconds: number): void;
  /** Stamp of the newest line given, 0 for none. */
  newest(): number;
  /** Where to go on; nothing at or below `floor` is part of it. */
  after(floorMicroseconds: number): Position;
  /** True when lines that were given before are gone: the log was rotated past them, and maybe past others. */
  hasGap(): boolean;
}

/** Follows how far one container is read, from where a cursor left it. */
export function createReadingPosition(
  { floorMicroseconds }: Pick<Cursor, 'floorMicroseconds'>,
  known: Position | undefined,
): ReadingPosition {
  const repeated = known?.count ?? 0;
  let left = repeated;
  let hasGap = false;
  let newest = 0;
  let knownFrom = known?.fromMicroseconds ?? floorMicroseconds + 1;
  let recent: number[] = [];

  function give(microseconds: number): void {
    newest = Math.max(newest, microseconds);
    recent.push(microseconds);
    // Kept short now and then, not at each line.
    if (recent.length > 2000 && (recent[1000] ?? 0) < newest - 2 * disorderMicroseconds)
      recent = recent.filter((each) => each >= newest - disorderMicroseconds);
  }

  return {
    sinceMicroseconds: known?.fromMicroseconds ?? (floorMicroseconds === 0 ? undefined : floorMicroseconds + 1),
    repeated,
    isNew(microseconds) {
      if (known === undefined) return microseconds > floorMicroseconds;
      if (microseconds < known.fromMicroseconds) return false;
      if (left > 0 && microseconds > known.fromMicroseconds + disorderMicroseconds) {
        left = 0;
        hasGap = true;
      }
      if (left === 0) return true;
      left -= 1;
      give(microseconds);
      return false;
    },
    give,
    startsAt(microseconds) {
      knownFrom = Math.max(knownFrom, microseconds + 1);
    },
    newest: () => newest,
    after(floor) {
      // Where all that is known has one stamp (engines that stamp whole seconds), that one has to serve.
      const from = Math.min(Math.max(newest - disorderMicroseconds, knownFrom, floor + 1), Math.max(newest, floor + 1));
      return { fromMicroseconds: from, count: recent.filter((each) => each >= from).length };
    },
    hasGap: () => hasGap || left > 0,
  };
}

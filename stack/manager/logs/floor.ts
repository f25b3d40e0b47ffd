import { performance } from 'node:perf_hooks';
import { type Cursor, mostPositions, type Position } from './cursor.ts';
import type { ReadingPosition } from './reading-position.ts';

export interface FloorInput {
  readonly from: Cursor;
  readonly positions: readonly { readonly key: string; readonly position: ReadingPosition }[];
  /** Stamps of lines that are read and not given. */
  readonly left: readonly number[];
  /** Nothing before it is asked for. */
  readonly since: number | undefined;
  /** How long the reading took, ms. */
  readonly tookMs: number;
}

/** Longest time from an engine's stamp on a line to its being there for a reader, and again as much for disorder. */
const settleMicroseconds = 2_000_000;

/** Finds how far a reading has settled what came before it, by the engine's own clock: the newest stamp it has written. */
export function createFloor() {
  let seen = { newest: 0, atMs: 0 };

  return {
    /** The cursor after a reading, and whether a line has to wait for the next one because a cursor holds only so many positions. */
    next({ from, positions, left, since, tookMs }: FloorInput): { cursor: Cursor; isHeldBack(key: string, microseconds: number): boolean } {
      const newest = Math.max(0, ...positions.map(({ position }) => position.newest()));
      const nowMs = performance.now();
      // The reading began so much earlier: a stamp seen before that is older than anything still on its way.
      const hasSettled = newest > 0 && newest <= seen.newest && nowMs - tookMs - seen.atMs > settleMicroseconds / 1000;
      if (newest > seen.newest) seen = { newest, atMs: nowMs };
      const settled = hasSettled ? newest : Math.floor(newest - tookMs * 1000) - settleMicroseconds;
      const bounds = left.map((microseconds) => microseconds - settleMicroseconds);
      const floorMicroseconds = Math.max(0, from.floorMicroseconds, (since ?? 0) - 1, Math.min(settled, ...bounds));

      const needed = positions.filter(({ position }) => position.newest() > floorMicroseconds);
      // Who had a position keeps it: what was given by it must not come again.
      needed.sort((one, other) => Number(from.positions.has(other.key)) - Number(from.positions.has(one.key)));
      const kept = new Map<string, Position>(
        needed.slice(0, mostPositions).map(({ key, position }) => [key, position.after(floorMicroseconds)]),
      );
      // Of what could not be read this time nothing more was given: it goes on where it stood.
      for (const { key, position } of positions) {
        const known = from.positions.get(key);
        if (position.newest() === 0 && known !== undefined && known.fromMicroseconds > floorMicroseconds && kept.size < mostPositions)
          kept.set(key, known);
      }
      const held = new Set(needed.slice(mostPositions).map(({ key }) => key));
      return {
        cursor: { floorMicroseconds, positions: kept },
        isHeldBack: (key, microseconds) => held.has(key) && microseconds > floorMicroseconds,
      };
    },
  };
}

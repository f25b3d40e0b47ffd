import { createHash } from 'node:crypto';
import { GantryError } from '#contract';

/** How far one container was read: of its lines not older than `fromMicroseconds` the first `count` were given. */
export interface Position {
  readonly fromMicroseconds: number;
  readonly count: number;
}

/**
 * How far all were read. Of a container without a position all lines up to `floorMicroseconds` were given, and none after;
 * so only those that wrote just now need one, and a container made later starts at its first line.
 */
export interface Cursor {
  readonly floorMicroseconds: number;
  readonly positions: ReadonlyMap<string, Position>;
}

const version = 1;
const keyBytes = 4;
/** With at most 9 bytes each and 9 before them a cursor stays within the 400 characters the contract has for it. */
export const mostPositions = 30;

/** Short name of a container in a cursor. */
export function positionKey(containerId: string): string {
  return createHash('sha256')
    .update(containerId)
    .digest('hex')
    .slice(0, keyBytes * 2);
}

export function encodeCursor({ floorMicroseconds, positions }: Cursor): string {
  const bytes = [version, ...toVarint(floorMicroseconds)];
  for (const [key, { fromMicroseconds, count }] of positions)
    bytes.push(...Buffer.from(key, 'hex'), ...toVarint(fromMicroseconds - floorMicroseconds), ...toVarint(count));
  return Buffer.from(bytes).toString('base64url');
}

/** @throws GantryError `invalid_value` for text that is not a cursor */
export function decodeCursor(text: string): Cursor {
  const bytes = Buffer.from(text, 'base64url');
  let at = 1;
  const next = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at];
      at += 1;
      if (byte === undefined || shift > 2 ** 49) throw notACursor();
      value += (byte & 127) * shift;
      if (byte < 128) break;
    }
    if (!Number.isSafeInteger(value)) throw notACursor();
    return value;
  };
  if (bytes[0] !== version || bytes.toString('base64url') !== text) throw notACursor();
  const floorMicroseconds = next();
  if (floorMicroseconds > 8.64e18) throw notACursor();
  const positions = new Map<string, Position>();
  while (at < bytes.length) {
    const key = bytes.toString('hex', at, at + keyBytes);
    at += keyBytes;
    positions.set(key, { fromMicroseconds: floorMicroseconds + next(), count: next() });
  }
  return { floorMicroseconds, positions };
}

function notACursor(): GantryError {
  return new GantryError('invalid_value', {
    message: 'cursor must be the one of an earlier reply, unchanged.',
    field: 'cursor',
    fix: 'Leave it out to start with the newest lines.',
  });
}

/** Seven bits a byte, lowest first, the high bit set on all but the last. */
function toVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

import { z } from 'zod';
import { GantryError, uuidSchema } from '#contract';

/** Where a page of the list ended: by creation time to the microsecond, then id. */
export interface ListPosition {
  createdAt: string;
  id: string;
}

const positionSchema = z.tuple([z.iso.datetime({ precision: 6 }), uuidSchema]);

export function toCursor({ createdAt, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

/** @throws GantryError `invalid_value` */
export function parseCursor(cursor: string): ListPosition {
  try {
    const [createdAt, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { createdAt, id };
  } catch (error) {
    throw new GantryError('invalid_value', {
      message: 'cursor must be the next_cursor of an earlier page.',
      field: 'cursor',
      cause: error,
    });
  }
}

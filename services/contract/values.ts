import { z } from 'zod';

// A lone surrogate cannot be written as UTF-8 and NUL cannot be stored in a Postgres text: refused here, by name, once.
const notWellFormed = /(?:[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF])/;

/** A non-blank string that UTF-8 and Postgres can hold. `maxChars` counts UTF-16 units. */
export function textSchema(maxChars: number) {
  return z
    .string()
    .max(maxChars, `must be at most ${maxChars} characters`)
    .refine((value) => value.trim() !== '', { message: 'must not be empty', abort: true })
    .refine((value) => !value.includes('\0'), { message: 'must not contain a NUL character', abort: true })
    .refine((value) => !notWellFormed.test(value), 'must be well-formed Unicode (it has a lone surrogate)');
}

/** RFC 3339 in UTC. */
export const timestampSchema = z.iso.datetime().describe('RFC 3339, UTC');

export const uuidSchema = z.uuid();

/** Collections keep documents of one kind apart. Default `default`. */
export const collectionNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, - and _, starting with a letter or digit');

/** Names used in paths of the API for people, e.g. a part or a task kind. */
export const slugSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case words joined by -');

import { GantryError } from '#contract';

/** Refuses what a Postgres text or jsonb cannot hold and so cannot match either. @throws GantryError `invalid_value` */
export function expectStorable(value: unknown, field: string): void {
  // JSON writes both as escapes: \u0000 and, for a surrogate without its other half, \ud800 to \udfff.
  if (/\\u(?:0000|d[89a-f][0-9a-f]{2})/i.test(JSON.stringify(value))) {
    throw new GantryError('invalid_value', { message: `${field} must be well-formed Unicode without NUL characters.`, field });
  }
}

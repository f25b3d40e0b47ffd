import type { GantryError } from '#contract';

/** The message of an error that is about this field, to be shown at it; undefined when it is about something else. */
export function fieldError(error: GantryError | null, field: string): string | undefined {
  if (error?.field === undefined) return undefined;
  return error.field === field || error.field.endsWith(`.${field}`) ? error.message : undefined;
}

import { GantryError } from '#contract';
import type { Place } from './compose-model.ts';

const longestPathChars = 200;

/**
 * The error of this room: key path, the rule that is broken and how to mend it, file and line.
 * The rule never repeats the value, for it may hold a secret.
 */
export function composeInvalid({ path, place }: { path: string; place: Place }, rule: string, cause?: unknown): GantryError {
  const required = /^the variable ([A-Za-z_][A-Za-z0-9_]*) is required/.exec(rule)?.[1];
  const field = path.length > longestPathChars ? `${path.slice(0, longestPathChars)}…` : path;
  return new GantryError('compose_invalid', {
    message: `${field === '' ? '' : `${field}: `}${rule} (${place.file}:${place.line})`,
    ...(field === '' ? {} : { field }),
    ...(required === undefined ? {} : { fix: `Set it with: npm run gantry -- config set ${required}=<value>` }),
    ...(cause === undefined ? {} : { cause }),
  });
}

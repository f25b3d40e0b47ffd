import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { entriesOf } from './field-values.ts';

/** How to answer a key that is not supported: with a reason of its own, or in general when it is a key of Compose at all. */
export interface KeyRules {
  readonly supported: readonly string[];
  readonly reasons?: Readonly<Record<string, string>>;
}

/**
 * The entries of a map whose keys must be known; `x-` keys are left out.
 * @throws GantryError `compose_invalid` at the first key that is not supported
 */
export function allowedEntries(field: Field, { supported, reasons = {} }: KeyRules): ReadonlyMap<string, Field> {
  const entries = new Map<string, Field>();
  for (const [key, child] of entriesOf(field)) {
    if (key.startsWith('x-')) continue;
    if (!supported.includes(key)) {
      const reason = Object.hasOwn(reasons, key) ? reasons[key] : undefined;
      throw composeInvalid(child, reason ?? `is not supported by Gantry here; supported are ${supported.join(', ')}.`);
    }
    entries.set(key, child);
  }
  return entries;
}

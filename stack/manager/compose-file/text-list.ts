import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { anyTextOf, isNull, itemsOf, scalarOf, textOf } from './field-values.ts';
import { splitCommand } from './split-command.ts';

/** A list of texts without repetition: what an overlay repeats stands once. @throws GantryError `compose_invalid` */
export function textListOf(field: Field): string[] {
  return [...new Set(itemsOf(field).map(textOf))];
}

/** A list of texts and numbers. @throws GantryError `compose_invalid` */
export function anyTextListOf(field: Field): string[] {
  return [...new Set(itemsOf(field).map(anyTextOf))];
}

/**
 * A command as list, or as one line that is split into words. `undefined` for null, which leaves it to the image;
 * empty means no words at all, not the image's. @throws GantryError `compose_invalid`
 */
export function commandOf(field: Field): string[] | undefined {
  if (isNull(field)) return undefined;
  if (field.node.kind === 'list') return itemsOf(field).map(wordOfCommand);
  const { value } = scalarOf(field);
  if (typeof value !== 'string') throw composeInvalid(field, 'must be text or a list of texts; write it in quotes.');
  return splitCommand(value, (rule) => {
    throw composeInvalid(field, rule);
  });
}

/** A word may be empty. */
function wordOfCommand(item: Field): string {
  const { value } = scalarOf(item);
  if (typeof value !== 'string') throw composeInvalid(item, 'must be text; write it in quotes.');
  return value;
}

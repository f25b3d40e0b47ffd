import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { anyTextOf, entriesOf, isNull, itemsOf } from './field-values.ts';

/** What a text map may have: the sign that parts name and value in its list form is always `=`. */
export interface TextMapRules {
  /** Whether a name without a value is allowed; it is empty then. */
  readonly mayLackValue: boolean;
}

/**
 * A map of texts, written as map or as list of `name=value`, sorted by name. In a list a later file wins.
 * @throws GantryError `compose_invalid`
 */
export function textMapOf(field: Field, { mayLackValue }: TextMapRules): Record<string, string> {
  const found = field.node.kind === 'list' ? fromList(field) : [...entriesOf(field)];
  const values = new Map<string, string>();
  for (const [name, value] of found) {
    if (name === '') throw composeInvalid(value, 'has a name that is empty.');
    if (name.includes('=')) throw composeInvalid(value, 'must not have = in its name.');
    if (isNull(value)) {
      if (!mayLackValue)
        throw composeInvalid(value, `has no value; Gantry passes nothing on from its own environment: write \${NAME} where it is meant.`);
      values.set(name, '');
    } else values.set(name, anyTextOf(value));
  }
  return sortedByKey(values);
}

/** As a plain object with sorted keys. */
export function sortedByKey<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function fromList(field: Field): [string, Field][] {
  const seen = new Map<string, Field>();
  return itemsOf(field).map((item) => {
    const text = anyTextOf(item);
    const sign = text.indexOf('=');
    const name = sign === -1 ? text : text.slice(0, sign);
    if (seen.get(name)?.place.file === item.place.file)
      throw composeInvalid(item, `the name stands twice in this list, first on line ${seen.get(name)?.place.line}.`);
    seen.set(name, item);
    const value = sign === -1 ? null : text.slice(sign + 1);
    return [name, { ...item, node: { ...emptyNode, value, source: value ?? '' } }];
  });
}

const emptyNode = { kind: 'scalar', value: null, source: '', isPlain: false, spans: [], variables: [], change: undefined } as const;

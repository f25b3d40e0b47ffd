import { type ConfigEntry, GantryError } from '#contract';

/**
 * The value a person typed, as the JSON Schema of the entry wants it: text as it stands, numbers, true and false, and
 * JSON for lists and objects. Ranges are the host's to check.
 * @throws GantryError `invalid_value` naming key and rule
 */
export function readTypedValue({ key, schema }: Pick<ConfigEntry, 'key' | 'schema'>, text: string): unknown {
  const rules: string[] = [];
  for (const type of typesOf(schema)) {
    const reader = readers[type];
    const value = reader?.read(text);
    if (value !== undefined) return value;
    if (reader !== undefined) rules.push(reader.rule);
  }
  throw new GantryError('invalid_value', { message: `${key} must be ${rules.join(' or ') || 'of another type'}.`, field: key });
}

interface Reader {
  /** Completes "must be". */
  rule: string;
  /** undefined: it is none. */
  read(text: string): unknown;
}

const readers: Readonly<Record<string, Reader>> = {
  integer: { rule: 'a whole number', read: (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : undefined) },
  number: { rule: 'a number', read: (text) => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined) },
  boolean: { rule: 'true or false', read: (text) => (/^(true|false)$/.test(text.trim()) ? text.trim() === 'true' : undefined) },
  array: { rule: 'a list as JSON, such as ["a", "b"]', read: (text) => readJson(text, Array.isArray) },
  object: { rule: 'an object as JSON', read: (text) => readJson(text, isPlainObject) },
  string: { rule: 'text', read: (text) => text },
};

/** Stricter types first: where numbers and text are both allowed, digits are a number. */
const order = Object.keys(readers);

function typesOf(schema: ConfigEntry['schema']): string[] {
  const found = new Set<string>();
  const collect = (part: unknown) => {
    if (!isPlainObject(part)) return;
    const { type, enum: choices, const: only, anyOf, oneOf } = part;
    for (const name of [type].flat()) if (typeof name === 'string') found.add(name);
    for (const value of Array.isArray(choices) ? choices : [only]) if (type === undefined && value !== undefined) found.add(typeof value);
    for (const option of [anyOf, oneOf].flat()) collect(option);
  };
  collect(schema);
  // Without a type anything goes, and text is what was typed.
  return found.size === 0 ? ['string'] : order.filter((type) => found.has(type));
}

function readJson(text: string, isWanted: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isWanted(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

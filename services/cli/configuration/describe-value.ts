import type { ConfigEntry } from '#contract';

/** A value on one line: text as it is, an empty one as '', all else as JSON; nothing for null. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value === '' ? "''" : value;
  return JSON.stringify(value);
}

/** The value of an entry, or that it is not shown. */
export function describeEntryValue({ is_secret: isSecret, value }: Pick<ConfigEntry, 'is_secret' | 'value'>): string {
  return isSecret ? '(secret)' : describeValue(value);
}

/** Where the value that counts is from: `default`, or layer and place. */
export function describeOrigin({ layer, place }: ConfigEntry['origin']): string {
  return place === null ? layer : `${layer}: ${place}`;
}

/** What the schema allows beside the type, in words; empty where it says nothing. */
export function describeRange(schema: ConfigEntry['schema']): string {
  const { type, enum: choices, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, pattern } = schema;
  const bound = (value: unknown, words: string) => (typeof value === 'number' ? [`${words} ${value}`] : []);
  const parts = [
    Array.isArray(choices) ? [`one of ${choices.map(describeValue).join(', ')}`] : typeof type === 'string' ? [type] : [],
    bound(minimum, 'from'),
    bound(exclusiveMinimum, 'above'),
    // zod writes the largest exact whole number where nothing bounds it.
    bound(maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, 'to'),
    bound(exclusiveMaximum, 'below'),
    bound(minLength, 'characters from'),
    bound(maxLength, 'characters to'),
    typeof pattern === 'string' ? [`as ${pattern}`] : [],
  ];
  return parts.flat().join(' ');
}

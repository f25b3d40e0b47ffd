import { composeInvalid } from './compose-invalid.ts';
import type { Field, ScalarNode } from './compose-node.ts';

/** The keys of a map, each with its value, place and path. @throws GantryError `compose_invalid` */
export function entriesOf(field: Field): ReadonlyMap<string, Field> {
  const { node, path } = field;
  if (node.kind !== 'map') throw composeInvalid(field, isNull(field) ? emptyRule : 'must be a map of keys and values.');
  return new Map([...node.entries].map(([key, child]) => [key, { ...child, path: path === '' ? key : `${path}.${key}` }]));
}

/** The items of a list. @throws GantryError `compose_invalid` */
export function itemsOf(field: Field): readonly Field[] {
  const { node, path } = field;
  if (node.kind !== 'list') throw composeInvalid(field, isNull(field) ? emptyRule : 'must be a list.');
  return node.items.map((child, index) => ({ ...child, path: `${path}.${index}` }));
}

/** Whether nothing stands after the key. */
export function isNull({ node }: Field): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** @throws GantryError `compose_invalid` when it is a list, a map or nothing */
export function scalarOf(field: Field): ScalarNode & { readonly value: string | number | boolean } {
  const { node } = field;
  if (node.kind !== 'scalar') throw composeInvalid(field, `must be a single value, not a ${node.kind}.`);
  const { value } = node;
  if (value === null) throw composeInvalid(field, emptyRule);
  return { ...node, value };
}

/** A text that is not empty. @throws GantryError `compose_invalid` */
export function textOf(field: Field): string {
  const { value } = scalarOf(field);
  if (typeof value !== 'string') throw composeInvalid(field, 'must be text; write it in quotes.');
  if (value === '') throw composeInvalid(field, 'must not be empty; leave the key out instead.');
  return value;
}

/** A text that matches. `rule` says how it must look. @throws GantryError `compose_invalid` */
export function patternOf(field: Field, pattern: RegExp, rule: string): string {
  const text = textOf(field);
  if (!pattern.test(text)) throw composeInvalid(field, rule);
  return text;
}

/** One of a few words. @throws GantryError `compose_invalid` */
export function wordOf<T extends string>(field: Field, words: readonly T[]): T {
  const { value } = scalarOf(field);
  const word = words.find((each) => each === value);
  if (word === undefined) throw composeInvalid(field, `must be one of ${words.join(', ')}.`);
  return word;
}

/**
 * Any single value as text, for places where Compose takes text, numbers and booleans alike.
 * Refused are values that YAML readers turn into different texts: `010`, `0x10`, `1e3`, `2024-01-01`.
 * @throws GantryError `compose_invalid`
 */
export function anyTextOf(field: Field): string {
  const { value, source, isPlain } = scalarOf(field);
  if (typeof value === 'string') {
    if (isPlain && /^(?:\d{4}-\d\d?-\d\d?(?:[Tt\s].*)?|[-+]?0b[01_]+|[-+]?[\d_]+_[\d_.]*)$/.test(source))
      throw composeInvalid(field, quoteRule);
    return value;
  }
  if (typeof value === 'number' && !/^(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d{0,5})\.\d{1,4})$/.test(source))
    throw composeInvalid(field, quoteRule);
  return String(value);
}

/** A number, also one that came from a variable. @throws GantryError `compose_invalid` */
export function numberOf(field: Field): number {
  const { value } = scalarOf(field);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return Number(value);
  throw composeInvalid(field, 'must be a number.');
}

/** A whole number within bounds, both included. @throws GantryError `compose_invalid` */
export function integerOf(field: Field, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = numberOf(field);
  if (!Number.isInteger(value) || value < least || value > most) {
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw composeInvalid(field, `must be a whole number ${bounds}.`);
  }
  return value;
}

/** `true` or `false`, also as text, for a variable gives text. @throws GantryError `compose_invalid` */
export function booleanOf(field: Field): boolean {
  const { value } = scalarOf(field);
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw composeInvalid(field, 'must be true or false (YAML 1.2 has no yes, no, on or off).');
}

const emptyRule = 'has no value; write one, or leave the key out.';
const quoteRule = 'is read differently by different YAML readers; write it in quotes.';

import { expect, it } from 'vitest';
import { readTypedValue } from './read-assignment.ts';

const read = (schema: Record<string, unknown>, text: string) => readTypedValue({ key: 'a.b', schema }, text);

it.each([
  [{ type: 'string' }, '8080', '8080'],
  [{ type: 'string' }, ' a b ', ' a b '],
  [{ type: 'integer' }, '-3', -3],
  [{ type: 'number' }, '1.5e3', 1500],
  [{ type: 'boolean' }, 'false', false],
  [{ type: 'array' }, '["a",1]', ['a', 1]],
  [{ type: 'object' }, '{"a":1}', { a: 1 }],
  [{ enum: ['dev', 'prod'] }, 'dev', 'dev'],
  [{ enum: [1, 2] }, '2', 2],
  [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, '7', 7],
  [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'auto', 'auto'],
  [{ type: ['integer', 'null'] }, '7', 7],
  [{}, 'anything', 'anything'],
])('%j reads %j', (schema, text, value) => {
  expect(read(schema, text)).toEqual(value);
});

it.each([
  [{ type: 'integer' }, '1.5', 'a.b must be a whole number.'],
  [{ type: 'integer' }, '', 'a.b must be a whole number.'],
  [{ type: 'integer' }, '0x10', 'a.b must be a whole number.'],
  [{ type: 'number' }, 'NaN', 'a.b must be a number.'],
  [{ type: 'boolean' }, 'constructor', 'a.b must be true or false.'],
  [{ type: 'boolean' }, 'yes', 'a.b must be true or false.'],
  [{ type: 'array' }, 'a,b', 'a.b must be a list as JSON, such as ["a", "b"].'],
])('%j refuses %j and names the rule, not the value', (schema, text, message) => {
  expect(() => read(schema, text)).toThrow(expect.objectContaining({ code: 'invalid_value', message }));
});

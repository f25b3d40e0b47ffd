import { expect, it } from 'vitest';
import { z } from 'zod';
import { type SettingDeclaration, settings } from '#contract';
import { checkValue } from './check-value.ts';
import { asTyped, readTyped } from './read-typed.ts';

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;

it.each([
  [z.number().int().min(0).max(65_535), [0, 65_535], [-1, 65_536, 1.5, '80', '', null, Number.NaN]],
  [z.number().min(0.1), [0.1, 1e9], [0, '1']],
  [z.number().gt(0).lt(1), [0.5], [0, 1]],
  [z.enum(['a', 'b']), ['a'], ['c', '', null]],
  [z.boolean(), [true, false], ['true', 1, null]],
  [z.string().min(1).max(3), ['a', 'abc'], ['', 'abcd', 1]],
  [z.string().regex(/^[a-z]+$/), ['abc'], ['A', '']],
  [z.union([z.number().int(), z.literal('auto')]), [1], ['other', 1.5]],
  [z.array(z.string()), [['a']], ['a']],
])('refuses what the schema refuses (%#)', (schema, good, bad) => {
  for (const value of good) expect([value, checkValue(schemaOf(schema), value)]).toEqual([value, undefined]);
  for (const value of bad) expect([value, checkValue(schemaOf(schema), value)]).not.toEqual([value, undefined]);
});

it('says the range, and leaves out the limits that mean nothing', () => {
  expect(checkValue(schemaOf(z.number().int().max(9)), 10)).toEqual({ rule: 'number', kind: 'integer', range: 'max', min: 0, max: 9 });
  expect(checkValue(schemaOf(z.number().int()), 'x')).toMatchObject({ range: 'none' });
});

it('leaves a pattern of another engine to the host', () => {
  expect(checkValue({ type: 'string', pattern: '(?P<name>x)' }, 'y')).toBeUndefined();
});

const declared = Object.values(settings).flatMap((section) => Object.entries<SettingDeclaration>(section));

it.each(declared)('takes the default of %s as it is typed', (_, { schema, unit }) => {
  const json = schemaOf(schema);
  const entry = { schema: json, unit: unit ?? null };
  // A switch types nothing.
  if (json.type === 'boolean') return;
  expect(readTyped(entry, asTyped(json.default))).toEqual(json.default);
  expect(checkValue(json, json.default)).toBeUndefined();
});

it('reads sizes with their unit, both decimal marks, and leaves what it cannot read to be refused', () => {
  const size = { schema: { type: 'integer' }, unit: 'bytes' };
  expect(readTyped(size, '64 MiB')).toBe(67_108_864);
  expect(readTyped(size, '1k')).toBe(1024);
  expect(readTyped({ schema: { type: 'number' }, unit: null }, ' 1,5 ')).toBe(1.5);
  expect(readTyped({ schema: { type: 'integer' }, unit: 'ms' }, '5 m')).toBe('5 m');
  expect(readTyped({ schema: { type: 'integer' }, unit: null }, '1e3')).toBe('1e3');
  expect(readTyped({ schema: { type: 'string' }, unit: null }, ' 10 ')).toBe(' 10 ');
});

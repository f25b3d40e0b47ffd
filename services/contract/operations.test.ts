import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorCatalogue, type OperationDeclaration, operations, textSchema } from './index.ts';

const all = Object.entries<OperationDeclaration>(operations);

describe('every operation', () => {
  it.each(all)('%s has its path parameters in its input', (_, { path, input }) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(input.shape)).toEqual(expect.arrayContaining(parameters));
  });

  it.each(all)('%s can be described as JSON Schema', (_, { input, output, reply }) => {
    expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({ type: 'object' });
    if (reply === 'json') expect(z.toJSONSchema(output, { io: 'output' })).toBeTypeOf('object');
  });

  it.each(all)('%s names errors of the catalogue and sends nothing with 204', (_, { errors, status, reply }) => {
    for (const code of errors) expect(errorCatalogue).toHaveProperty(code);
    expect(status === 204).toBe(reply === 'none');
  });

  it('has a method and path of its own', () => {
    const routes = all.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });
});

describe('text', () => {
  const schema = textSchema(10);
  it.each([
    ['empty', ''],
    ['blank', '  \n'],
    ['too long', 'x'.repeat(11)],
    ['NUL', 'a\0b'],
    ['lone high surrogate', 'a\uD800b'],
    ['lone low surrogate', 'a\uDC00'],
  ])('refuses %s', (_, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
  it.each(['a', 'ä', '😀', 'x'.repeat(10), ' a '])('takes %j', (value) => {
    expect(schema.parse(value)).toBe(value);
  });
});

import { expect, it } from 'vitest';
import { makeValue } from './make-value.ts';

it('makes another value each time, of letters and digits only', () => {
  const values = Array.from({ length: 200 }, makeValue);
  expect(new Set(values).size).toBe(200);
  for (const value of values) expect(value).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(new Set(values.join('')).size).toBe(62);
});

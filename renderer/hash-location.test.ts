import { expect, it } from 'vitest';
import { splitHash } from './hash-location.ts';

it.each([
  ['', '/', ''],
  ['#/', '/', ''],
  ['#/search?q=a%20b&limit=5', '/search', 'q=a%20b&limit=5'],
  ['#/search?q=what?', '/search', 'q=what?'],
  ['#search', '/search', ''],
])('splits %j', (hash, path, query) => {
  expect(splitHash(hash)).toEqual({ path, query });
});

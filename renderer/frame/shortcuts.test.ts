import { expect, it } from 'vitest';
import { pageRoutes } from '../routes.tsx';
import { createShortcutReader, type KeyPress } from './shortcuts.ts';

function press(keys: readonly (Partial<KeyPress> & { key: string })[]) {
  const read = createShortcutReader(pageRoutes.map(({ key }) => key));
  return keys.map((key, index) => read({ hasModifier: false, isTyping: false, at: index * 100, ...key }));
}

it('goes to a page by g and its letter', () => {
  expect(press([{ key: 'g' }, { key: 'd' }])).toEqual([undefined, { kind: 'page', key: 'd' }]);
});

it('forgets g after another key or a while', () => {
  expect(press([{ key: 'g' }, { key: 'x' }, { key: 'd' }])).toEqual([undefined, undefined, undefined]);
  expect(press([{ key: 'g' }, { key: 'd', at: 5000 }])).toEqual([undefined, undefined]);
});

it('knows / and ?', () => {
  expect(press([{ key: '/' }, { key: '?' }])).toEqual([{ kind: 'search' }, { kind: 'keys' }]);
});

it('leaves alone what is typed and what belongs to the browser', () => {
  expect(
    press([
      { key: '/', isTyping: true },
      { key: '?', hasModifier: true },
    ]),
  ).toEqual([undefined, undefined]);
  expect(press([{ key: 'g', isTyping: true }, { key: 'd' }])).toEqual([undefined, undefined]);
});

it('gives every page a path and a letter of its own', () => {
  expect(new Set(pageRoutes.map(({ key }) => key)).size).toBe(pageRoutes.length);
  expect(new Set(pageRoutes.map(({ path }) => path)).size).toBe(pageRoutes.length);
});

import { expect, it } from 'vitest';
import type { ConfigEntry } from '#contract';
import { type Draft, editOf, withoutSecrets, withSecretsOf, withValue } from './draft.ts';
import { documentOfStorageKey, keepDraft, readDraft } from './draft-storage.ts';

const entry = (key: string, inFile?: unknown, isSecret = false): ConfigEntry => ({
  key,
  document: 'settings',
  group: key.split('.')[0] ?? '',
  description: '',
  unit: null,
  example: null,
  schema: {},
  is_secret: isSecret,
  restarts: 'nothing',
  services: [],
  default: 1,
  value: inFile ?? 1,
  origin: { layer: inFile === undefined ? 'default' : 'user', place: null },
  layers: [
    { layer: 'default', place: null, value: 1 },
    ...(inFile === undefined ? [] : [{ layer: 'user' as const, place: 'config.yaml:2', value: isSecret ? null : inFile }]),
  ],
  running: inFile ?? 1,
});
const change = (draft: Draft | undefined, of: ConfigEntry, value: unknown) =>
  withValue(draft, { entry: of, value, base: '0123456789abcdef', now: 5 });

function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage;
}

it('collects changes, keeps its base, and is gone when all is as in the file again', () => {
  const first = change(undefined, entry('a.b'), 2);
  expect(first).toEqual({ kind: 'values', base: '0123456789abcdef', at: 5, changes: { 'a.b': 2 } });
  const second = withValue(first, { entry: entry('a.c', 3), value: null, base: 'fedcba9876543210', now: 6 });
  expect(second).toMatchObject({ base: '0123456789abcdef', changes: { 'a.b': 2, 'a.c': null } });
  expect(second === undefined ? undefined : editOf('settings', second)).toEqual({
    document: 'settings',
    base_revision: '0123456789abcdef',
    changes: [
      { key: 'a.b', value: 2 },
      { key: 'a.c', value: null },
    ],
  });
  const third = change(second, entry('a.c', 3), 3);
  expect(third).toMatchObject({ changes: { 'a.b': 2 } });
  expect(change(third, entry('a.b'), undefined)).toBeUndefined();
});

it('writes a value that is the default where it was asked for, and takes nothing out that is not in', () => {
  expect(change(undefined, entry('a.b'), 1)).toMatchObject({ changes: { 'a.b': 1 } });
  expect(change(undefined, entry('a.b'), null)).toBeUndefined();
});

it('keeps no secret in the browser, says which, and finds the rest again', () => {
  const storage = memoryStorage();
  const secretKeys = new Set(['a.password']);
  const draft = change(change(undefined, entry('a.b'), 2), entry('a.password', 'x', true), 'hunter2');
  expect(draft).toMatchObject({ changes: { 'a.b': 2, 'a.password': 'hunter2' } });
  expect(keepDraft(storage, { document: 'settings', draft, secretKeys })).toBe(true);
  expect(storage.getItem('gantry.config-draft.settings')).not.toContain('hunter2');
  expect(readDraft(storage, 'settings')).toMatchObject({ changes: { 'a.b': 2 }, withheld: ['a.password'] });
  expect(readDraft(storage, 'variables')).toBeUndefined();
  // Another tab's copy does not take this tab's secret away.
  expect(withSecretsOf(draft, readDraft(storage, 'settings'), secretKeys)).toMatchObject({
    changes: { 'a.b': 2, 'a.password': 'hunter2' },
  });
});

it('keeps a text only where it names no secret', () => {
  const storage = memoryStorage();
  const text: Draft = { kind: 'text', text: 'a:\n  password: hunter2\n', base: 'none', at: 1 };
  expect(withoutSecrets(text, new Set(['a.token']))).toEqual(text);
  expect(keepDraft(storage, { document: 'settings', draft: text, secretKeys: new Set(['a.password']) })).toBe(false);
  expect(readDraft(storage, 'settings')).toBeUndefined();
});

it('says when the browser keeps nothing, and passes over what it cannot read', () => {
  const draft: Draft = { kind: 'text', text: 'x', base: 'none', at: 1 };
  expect(keepDraft(undefined, { document: 'settings', draft, secretKeys: new Set() })).toBe(false);
  const storage = memoryStorage();
  for (const broken of ['{', '1', 'null', '{"kind":"text","base":"none"}', '{"kind":"values","base":"none"}']) {
    storage.setItem('gantry.config-draft.settings', broken);
    expect([broken, readDraft(storage, 'settings')]).toEqual([broken, undefined]);
  }
  expect(documentOfStorageKey('gantry.config-draft.variables')).toBe('variables');
  expect(documentOfStorageKey('gantry.locale')).toBeUndefined();
});

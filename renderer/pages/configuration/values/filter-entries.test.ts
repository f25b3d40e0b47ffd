import { expect, it } from 'vitest';
import type { ConfigEntry } from '#contract';
import { type EntryMarks, filterEntries, groupEntries, isNoteworthy } from './filter-entries.ts';

const entry = (key: string, more: Partial<ConfigEntry> = {}): ConfigEntry => ({
  key,
  document: 'settings',
  group: key.split('.')[0] ?? '',
  description: `What ${key} is for`,
  unit: null,
  example: null,
  schema: {},
  is_secret: false,
  restarts: 'host',
  services: [],
  default: 1,
  value: 1,
  origin: { layer: 'default', place: null },
  layers: [],
  running: 1,
  ...more,
});
const none: EntryMarks = { drafted: new Set(), waiting: new Set(), drifting: new Set(), missing: new Set() };
const entries = [
  entry('log.level', { value: 2, origin: { layer: 'user', place: 'config.yaml:2' } }),
  entry('server.port', { description: 'Port of the local API' }),
  entry('POSTGRES_PORT', { document: 'variables', group: 'postgres', services: ['postgres'], running: null }),
];
const keys = (filter: Parameters<typeof filterEntries>[1], marks = none) => filterEntries(entries, filter, marks).map(({ key }) => key);

it('finds by key, by words of the description, and by service, all words together', () => {
  expect(keys({ words: '', only: 'all' })).toHaveLength(3);
  expect(keys({ words: 'PORT', only: 'all' })).toEqual(['server.port', 'POSTGRES_PORT']);
  expect(keys({ words: 'local api', only: 'all' })).toEqual(['server.port']);
  expect(keys({ words: 'port postgres', only: 'all' })).toEqual(['POSTGRES_PORT']);
});

it('finds what was changed, drafts too, and what runs differently', () => {
  expect(keys({ words: '', only: 'changed' })).toEqual(['log.level']);
  expect(keys({ words: '', only: 'changed' }, { ...none, drafted: new Set(['server.port']) })).toEqual(['log.level', 'server.port']);
  expect(keys({ words: '', only: 'differs' })).toEqual(['log.level']);
  expect(keys({ words: '', only: 'differs' }, { ...none, drifting: new Set(['POSTGRES_PORT']) })).toEqual(['log.level', 'POSTGRES_PORT']);
});

it('takes a missing value for noteworthy, and a default for not', () => {
  const [, port] = entries;
  if (port === undefined) throw new Error('there are three');
  expect(isNoteworthy(port, none)).toBe(false);
  expect(isNoteworthy({ ...port, origin: { layer: 'overlay', place: 'config.dev.yaml:2' } }, none)).toBe(false);
  expect(isNoteworthy({ ...port, origin: { layer: 'environment', place: 'GANTRY_PORT' } }, none)).toBe(true);
  expect(isNoteworthy(port, { ...none, missing: new Set(['server.port']) })).toBe(true);
});

it('groups in the order they come', () => {
  expect(groupEntries([entry('b.x'), entry('a.x'), entry('b.y')]).map(({ name, entries: of }) => [name, of.length])).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});

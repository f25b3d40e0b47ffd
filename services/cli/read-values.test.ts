import { expect, it } from 'vitest';
import { formatCompact, formatMemory } from './quantities.ts';
import { readMemory } from './read-memory.ts';
import { readMoment } from './read-moment.ts';
import { collectNames } from './stack/selection.ts';
import { shortIds } from './task-id.ts';

const now = Date.parse('2026-01-31T12:00:00.000Z');

it.each([
  ['90s', '2026-01-31T11:58:30.000Z'],
  ['10m', '2026-01-31T11:50:00.000Z'],
  ['1h30m', '2026-01-31T10:30:00.000Z'],
  ['2d', '2026-01-29T12:00:00.000Z'],
  ['2026-01-30T08:00:00Z', '2026-01-30T08:00:00.000Z'],
  ['2026-01-30 08:00', new Date('2026-01-30T08:00').toISOString()],
  ['2026-01-30', new Date('2026-01-30T00:00').toISOString()],
])('%s is the moment %s', (text, moment) => {
  expect(readMoment(text, now)).toBe(moment);
});

it.each(['', '10', '10 m', 'yesterday', '2026-13-01', '-5m', '99999999999999d'])('%j is no moment', (text) => {
  expect(() => readMoment(text, now)).toThrow('timestamp');
});

it.each([
  ['512m', 512 * 1024 ** 2],
  ['1.5g', 1.5 * 1024 ** 3],
  ['64MiB', 64 * 1024 ** 2],
  ['64MB', 64 * 1024 ** 2],
  ['6291456', 6_291_456],
])('%s is %d bytes', (text, bytes) => {
  expect(readMemory(text)).toBe(bytes);
});

it.each(['', 'm', '-1', '1e9', '1.2.3m', '0', '5x', '512 m'])('%j is no size', (text) => {
  expect(() => readMemory(text)).toThrow('512m');
});

it.each([
  [formatMemory(0), '0 B'],
  [formatMemory(7.9 * 1024 ** 2), '7.9 MiB'],
  [formatMemory(64 * 1024 ** 2), '64 MiB'],
  [formatMemory(5.4 * 1024 ** 3), '5.4 GiB'],
  [formatCompact(0), '0'],
  [formatCompact(940), '940'],
  [formatCompact(999.7), '1k'],
  [formatCompact(1234), '1.2k'],
  [formatCompact(45_000_000), '45M'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

it('names may be repeated or joined by commas', () => {
  expect(collectNames('llm, ui,', collectNames('core', []))).toEqual(['core', 'llm', 'ui']);
});

it('short ids are as long as they must be to tell them apart', () => {
  const a = '00000000-0000-4000-8000-000000000001';
  expect(shortIds([a, '11111111-0000-4000-8000-000000000001'])(a)).toBe('00000000');
  expect(shortIds([a, '00000000-0001-4000-8000-000000000001'])(a)).toBe('00000000-0000');
  expect(shortIds([])(a)).toBe('00000000');
});

import { expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { chooseLocale } from './locale.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it.each([
  [0.0008, '0.8 ms'],
  [0.0204, '20.4 ms'],
  [0.99949, '999 ms'],
  [1, '1 s'],
  [59.96, '60 s'],
  [119, '119 s'],
  [150, '3 min'],
  [5400, '90 min'],
  [9000, '2.5 h'],
  [259_200, '3 d'],
])('writes %d s as %s', (seconds, expected) => {
  expect(plain(createFormats('en').duration(seconds))).toBe(expected);
});

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [67_108_864, '64 MiB'],
  [13_000_000_000, '12.1 GiB'],
])('writes %d bytes as %s', (bytes, expected) => {
  expect(plain(createFormats('en').bytes(bytes))).toBe(expected);
});

it('writes a figure with its unit, in the language', () => {
  const german = createFormats('de');
  expect(german.figure(12.5, 'per_second')).toBe('12,5/s');
  expect(plain(german.figure(0.424, 'ratio'))).toBe('42,4 %');
  expect(german.figure(12_345, 'count')).toBe('12.345');
  expect(plain(german.figure(0.0125, 'seconds'))).toBe('12,5 ms');
  expect(plain(german.figure(2048, 'bytes'))).toBe('2 KiB');
});

it('says how long ago something was, and never in the future', () => {
  const now = Date.parse('2026-01-02T12:00:00Z');
  const { ago } = createFormats('en');
  expect(ago(now - 3 * 60_000 - 59_000, now)).toBe('3 min. ago');
  expect(ago(now - 2 * 86_400_000, now)).toBe('2 days ago');
  expect(ago(now + 5000, now)).toBe('now');
});

it('chooses the stored language, else the first known of the browser, else English', () => {
  expect(chooseLocale('de', ['en-GB'])).toBe('de');
  expect(chooseLocale('xx', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chooseLocale(null, ['fr'])).toBe('en');
});

import { expect, it } from 'vitest';
import { parseSize } from './parse-size.ts';

it.each([
  ['512m', 536_870_912],
  ['512 MiB', 536_870_912],
  ['1.5 GiB', 1_610_612_736],
  ['1,5g', 1_610_612_736],
  ['1024', 1024],
  ['64kb', 65_536],
  ['-1', -1],
])('reads %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));

it.each(['', 'many', '5 apples', '-2', '1.2.3m'])('does not read %j', (text) => expect(parseSize(text)).toBeNaN());

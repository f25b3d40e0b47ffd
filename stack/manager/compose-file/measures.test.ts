import { describe, expect, it } from 'vitest';
import { parseByteSize } from './byte-size.ts';
import { parseDuration } from './duration.ts';
import { splitCommand } from './split-command.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['500ms', 500],
    ['1h', 3_600_000],
    ['2h3m4s5ms', 7_384_005],
    ['250us', 0.25],
    ['0s', 0],
  ])('%s is %d ms', (text, waitMs) => {
    expect(parseDuration(text)).toBe(waitMs);
  });

  it.each(['', '30', '-1s', '1 s', 's', '1d', '1m30', '1S', '1e3s', '.5s'])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('parseByteSize', () => {
  it.each([
    ['1048576', 2 ** 20],
    ['1b', 1],
    ['64kb', 65_536],
    ['512m', 2 ** 29],
    ['1g', 2 ** 30],
    ['1gb', 2 ** 30],
    ['1GiB', 2 ** 30],
    ['1.5g', 1_610_612_736],
    ['2 m', 2 ** 21],
    ['1t', 2 ** 40],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'm', '-1', '1x', '1e3', '0x10', '999999999999t'])('"%s" is none', (text) => {
    expect(parseByteSize(text)).toBeUndefined();
  });
});

describe('splitCommand', () => {
  const fail = (rule: string): never => {
    throw new Error(rule);
  };

  it.each([
    ['a  b\tc\nd', ['a', 'b', 'c', 'd']],
    [`'a b' "c d" ''`, ['a b', 'c d', '']],
    [`a'b'"c"d`, ['abcd']],
    [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
    [`"a;b" 'c|d' e\\&f`, ['a;b', 'c|d', 'e&f']],
    ['', []],
    ['   ', []],
  ])('%s', (line, words) => {
    expect(splitCommand(line, fail)).toEqual(words);
  });

  it.each(['a; b', 'a | b', 'a && b', 'a > b', 'a (b)', 'a `b`'])('refuses %s, which needs a shell', (line) => {
    expect(() => splitCommand(line, fail)).toThrow('shell');
  });

  it.each(['"a', "a 'b", 'a\\'])('refuses %s, which does not end', (line) => {
    expect(() => splitCommand(line, fail)).toThrow();
  });
});

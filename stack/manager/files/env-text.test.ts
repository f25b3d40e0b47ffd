import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeEnvText, envValues, parseEnvText } from './env-text.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', '$', '#', ' ', '{', '}', '=', '`', 'é', '😀', 'a', '!', ';', '&', '\t') }),
);
const oneLine = nasty.filter((text) => !/[\r\n\0]/.test(text));
const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,10}$/);

it('gives back what was set, whatever signs it has, and leaves all else', () => {
  fc.assert(
    fc.property(fc.dictionary(name, oneLine), name, oneLine, (before, key, value) => {
      const text = `# mine\n\n${changeEnvText('', new Map(Object.entries(before)))}# end\n`;
      expect(envValues(text)).toEqual({ ...before });
      const after = changeEnvText(text, new Map([[key, value]]));
      expect(parseEnvText(after).broken).toEqual([]);
      expect({ ...envValues(after) }).toEqual({ ...before, [key]: value });
      expect(after).toMatch(/^# mine\n\n[\s\S]*# end\n/);
      const { [key]: _gone, ...rest } = before;
      expect({ ...envValues(changeEnvText(after, new Map([[key, undefined]]))) }).toEqual(rest);
    }),
    { numRuns: 500 },
  );
});

it('keeps comments, also behind a value, export, spaces, order and line ends', () => {
  const text = '# top\r\nexport A = 1 # why one\r\n\r\nB=\'two\' # why # two\r\n#C=3\r\nD="4"\r\n';
  const changes = new Map([
    ['A', '10'],
    ['B', 'it is 2'],
    ['C', 'x'],
    ['D', undefined],
  ]);
  expect(changeEnvText(text, changes)).toBe("# top\r\nexport A = 10 # why one\r\n\r\nB='it is 2' # why # two\r\n#C=3\r\nC=x\r\n");
});

it('takes the last of a name that stands twice, and a change leaves one', () => {
  expect(envValues('A=1\nA=2\n')).toEqual({ A: '2' });
  expect(changeEnvText('A=1\nB=1\nA=2\n', new Map([['A', '3']]))).toBe('A=3\nB=1\n');
});

it('reads as Compose does', () => {
  const text = `A= spaced \nB="a\\"b\\\\c\\$d\\ne"\nC='a\\'b$c' # said 'so'\nD=a#b\nE=a #b\nF=\nG=#x\nH="x" # "y"\n`;
  expect(envValues(text)).toEqual({ A: 'spaced', B: 'a"b\\c$d\ne', C: "a'b$c", D: 'a#b', E: 'a', F: '', G: '', H: 'x' });
});

it('names the line of what it cannot read', () => {
  expect(parseEnvText('A=1\nnonsense here\nB="open\n1C=2\n').broken.map(({ line, name }) => [line, name])).toEqual([
    [2, null],
    [3, 'B'],
    [4, null],
  ]);
});

it('refuses what does not fit into one line, by name and without the value', () => {
  const change = (key: string, value: string) => () => changeEnvText('', new Map([[key, value]]));
  expect(change('A', 'planted\nvalue')).toThrowError(
    expect.objectContaining({ code: 'invalid_value', field: 'A', message: 'A must be one line.' }),
  );
  expect(change('A B', 'x')).toThrowError(expect.objectContaining({ code: 'invalid_value' }));
});

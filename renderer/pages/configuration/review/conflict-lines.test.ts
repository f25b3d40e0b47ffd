import { expect, it } from 'vitest';
import { markedLines, newLines } from './conflict-lines.ts';

it('finds the marks nobody has settled, and takes a ruler of equals signs for none', () => {
  expect(markedLines('a\n<<<<<<< yours\nb\n=======\nc\n>>>>>>> theirs\n')).toEqual([2, 4, 6]);
  expect(markedLines('# Title\n=======\na: b\n')).toEqual([]);
  expect(markedLines('a\n>>>>>>> theirs\n')).toEqual([2]);
});

it('finds the lines that came, twice the same one too', () => {
  expect([...newLines('a\nb', 'a\nc\nb\nb')]).toEqual([1, 3]);
  expect([...newLines('', 'a')]).toEqual([0]);
});

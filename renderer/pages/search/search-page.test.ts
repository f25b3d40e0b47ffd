import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlightPieces } from './highlight-pieces.ts';
import { readOpenPassage, readQuestion, writeQuestion } from './use-search-address.ts';

it('marks the given stretches', () => {
  expect(
    highlightPieces('abcdef', [
      [1, 3],
      [4, 5],
    ]).map(({ text, isMarked }) => [text, isMarked]),
  ).toEqual([
    ['a', false],
    ['bc', true],
    ['d', false],
    ['e', true],
    ['f', false],
  ]);
});

it('loses and doubles no character, whatever the ranges', () => {
  const range = fc.tuple(fc.nat(40), fc.nat(40));
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.array(range, { maxLength: 6 }), (text, ranges) => {
      expect(
        highlightPieces(text, ranges)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

it('finds the question again in its address', () => {
  for (const question of [
    { query: 'two words & more #1?', collection: 'notes', limit: 50 },
    { query: '', collection: undefined, limit: 10 },
  ]) {
    const address = writeQuestion(question, { documentId: 'd', range: [3, 9] });
    const query = address.split('?').slice(1).join('?');
    expect(readQuestion(query)).toEqual(question);
    expect(readOpenPassage(query)).toEqual({ documentId: 'd', range: [3, 9] });
  }
});

it('takes a limit or passage that makes no sense as none', () => {
  expect(readQuestion('q=a&limit=9999').limit).toBe(10);
  expect(readQuestion('q=a&limit=x').limit).toBe(10);
  expect(readOpenPassage('open=d&at=9-3')).toBeUndefined();
  expect(readOpenPassage('open=d')).toBeUndefined();
});

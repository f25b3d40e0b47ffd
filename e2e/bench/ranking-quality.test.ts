import { describe, expect, it } from 'vitest';
import { meanNdcg, meanRecall } from './ranking-quality.ts';

const judgements = new Map([
  [
    'q',
    new Map([
      ['a', 2],
      ['b', 1],
      ['n', 0],
    ]),
  ],
]);

describe('ranking quality', () => {
  it('is 1 for the ideal order and less for any other', () => {
    expect(meanNdcg(new Map([['q', ['a', 'b', 'n']]]), judgements, 10)).toBe(1);
    // (1 / log2(2) + 2 / log2(3)) / (2 / log2(2) + 1 / log2(3))
    expect(meanNdcg(new Map([['q', ['b', 'a']]]), judgements, 10)).toBeCloseTo(0.8597, 4);
    expect(meanNdcg(new Map([['q', ['x', 'n']]]), judgements, 10)).toBe(0);
  });

  it('counts relevant documents within the depth', () => {
    expect(meanRecall(new Map([['q', ['a', 'n', 'b']]]), judgements, 2)).toBe(0.5);
    expect(meanRecall(new Map([['q', ['a', 'n', 'b']]]), judgements, 3)).toBe(1);
  });
});

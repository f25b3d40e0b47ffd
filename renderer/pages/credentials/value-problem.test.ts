import fc from 'fast-check';
import { expect, it } from 'vitest';
import { credentialValueSchema } from '#contract';
import { valueProblem } from './value-problem.ts';

it.each([
  ['two\nlines', 'control'],
  ['a\ttab', 'control'],
  [' before', 'spaces'],
  ['after ', 'spaces'],
  ['\ud800', 'notUnicode'],
  ['x'.repeat(257), 'tooLong'],
  [`quote ' dollar $ hash # ünïcödé`, undefined],
  ['x'.repeat(256), undefined],
])('names the rule %j breaks', (value, problem) => {
  expect(valueProblem(value)).toBe(problem);
});

it('takes what the host takes, and nothing else', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
  const nasty = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\u0085', "'", '$', '\ud800', 'é'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.oneof(text, nasty), (value) => {
      expect(valueProblem(value) === undefined).toBe(credentialValueSchema.safeParse(value).success);
    }),
  );
});

import { expect, it } from 'vitest';
import { GantryError } from '#contract';
import { createTokenLimits } from './token-limits.ts';

function withClock() {
  let at = 1_000_000;
  const limits = createTokenLimits(() => at);
  return {
    pass: (ms: number) => (at += ms),
    /** Seconds to wait, or undefined where the request may come. */
    take(id: string, perMinute: number): number | undefined {
      try {
        limits.take(id, perMinute);
        return undefined;
      } catch (error) {
        if (!(error instanceof GantryError) || error.code !== 'rate_limited') throw error;
        return error.retryAfterSeconds;
      }
    },
  };
}

it('lets a minute of requests through at once, then one at a time, and says truly how long to wait', () => {
  const { take, pass } = withClock();
  for (let i = 0; i < 30; i += 1) expect(take('a', 30)).toBeUndefined();
  expect(take('a', 30)).toBe(2);
  pass(1500);
  expect(take('a', 30)).toBe(0.5);
  pass(499);
  expect(take('a', 30)).toBeGreaterThan(0);
  pass(1);
  expect(take('a', 30)).toBeUndefined();
  expect(take('a', 30)).toBe(2);
});

it('gives no more than a minute of requests however long it was quiet', () => {
  const { take, pass } = withClock();
  take('a', 10);
  pass(3_600_000);
  const answers = Array.from({ length: 12 }, () => take('a', 10));
  expect(answers.filter((wait) => wait === undefined)).toHaveLength(10);
});

it('counts each token for itself, and none where the limit is 0', () => {
  const { take } = withClock();
  expect([take('a', 1), take('b', 1)]).toEqual([undefined, undefined]);
  expect([take('a', 1), take('b', 1)]).toEqual([60, 60]);
  for (let i = 0; i < 1000; i += 1) expect(take('a', 0)).toBeUndefined();
});

it('takes a limit that was lowered at once, and a clock that was set back as no time', () => {
  const { take, pass } = withClock();
  take('a', 1000);
  expect(Array.from({ length: 3 }, () => take('a', 2))).toEqual([undefined, undefined, 30]);
  pass(-3_600_000);
  expect(take('a', 2)).toBe(30);
  pass(30_000);
  expect(take('a', 2)).toBeUndefined();
});

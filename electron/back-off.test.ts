import { expect, it } from 'vitest';
import { createBackOff } from './back-off.ts';

it('waits longer each time and gives up at the fifth crash within 5 minutes', () => {
  const backOff = createBackOff(() => 0);
  expect([1, 2, 3, 4, 5].map(() => backOff.noteCrash())).toEqual([1, 2, 4, 8, undefined]);
  backOff.reset();
  expect(backOff.noteCrash()).toBe(1);
});

it('forgets crashes older than 5 minutes', () => {
  let now = 0;
  const backOff = createBackOff(() => now);
  const waits = Array.from({ length: 20 }, () => {
    now += 100_000;
    return backOff.noteCrash();
  });
  expect(waits).toEqual([1, 2, 4, ...Array.from({ length: 17 }, () => 4)]);
});

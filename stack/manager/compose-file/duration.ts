import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { scalarOf } from './field-values.ts';

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001 };
/** 365 days: longer ones are mistakes, and the engine counts nanoseconds in 64 bits. */
const longestMs = 31_536_000_000;

/** Milliseconds of a duration such as `1m30s`, `1.5s` or `500ms`; units h, m, s, ms, us. `undefined` when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,12}(?:\.\d{1,9})?(?:h|ms|us|m|s))+$/.test(text)) return undefined;
  let waitMs = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([a-z]+)/g)) waitMs += Number(count) * (unitsMs[unit ?? ''] ?? Number.NaN);
  // Sums of thousandths are rounded to whole microseconds.
  return Math.round(waitMs * 1000) / 1000;
}

/** @throws GantryError `compose_invalid` when it is no duration, or shorter than the least */
export function durationOf(field: Field, leastMs = 0): number {
  const { value } = scalarOf(field);
  const waitMs = typeof value === 'string' ? parseDuration(value) : undefined;
  if (waitMs === undefined || waitMs > longestMs) {
    throw composeInvalid(field, 'must be a duration: a number with its unit, such as 30s, 1m30s or 500ms.');
  }
  if (waitMs < leastMs) throw composeInvalid(field, `must be at least ${leastMs}ms.`);
  return waitMs;
}

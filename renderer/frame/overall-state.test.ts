import { expect, it } from 'vitest';
import type { Part, State } from '#contract';
import { overallState } from './overall-state.ts';

const part = (state: State, index: number): Part => ({
  name: `part-${index}`,
  title: `Part ${index}`,
  state,
  reason: '',
  since: '2026-01-02T12:00:00Z',
  depends_on: [],
  checks: [],
});

it.each<[State[], ReturnType<typeof overallState>]>([
  [['ok', 'ok'], { state: 'ok', sentence: 'allHealthy', total: 2, count: 0 }],
  [['ok', 'starting'], { state: 'starting', sentence: 'onTheWay', total: 2, count: 1 }],
  [['down', 'starting', 'degraded', 'ok'], { state: 'down', sentence: 'needYou', total: 4, count: 2 }],
  [['ok', 'stopped', 'ok'], { state: 'ok', sentence: 'allHealthy', total: 2, count: 0 }],
  [['degraded', 'unknown'], { state: 'degraded', sentence: 'needYou', total: 2, count: 1 }],
])('sums up %j', (states, expected) => {
  expect(overallState(states.map(part))).toEqual(expected);
});

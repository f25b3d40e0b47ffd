import { expect, it, vi } from 'vitest';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createSampler } from './sampler.ts';

it('keeps an hour of samples, with gaps where nothing was measured', async () => {
  vi.useFakeTimers();
  const events = createEvents();
  const announced = vi.fn();
  events.subscribe(announced);
  const sampler = createSampler({ events, log: createLog({ level: 'silent' }) });
  let value: number | null = 1;
  sampler.add({ name: 'a', title: 'A', unit: 'count', window_seconds: 0, read: () => value });
  sampler.add({ name: 'b', title: 'B', unit: 'count', window_seconds: 0, read: () => Number.NaN });
  sampler.start();
  await vi.advanceTimersByTimeAsync(2000);
  value = null;
  await vi.advanceTimersByTimeAsync(2000);
  const history = sampler.history(60);
  expect(history.values).toEqual({ a: [1, 1, null], b: [null, null, null] });
  expect(history.at).toHaveLength(3);
  expect(announced).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(2 * 3600 * 1000);
  expect(sampler.history(7200).at).toHaveLength(1800);
  sampler.stop();
  vi.useRealTimers();
});

it('goes on after a figure that cannot be read', async () => {
  vi.useFakeTimers();
  const sampler = createSampler({ events: createEvents(), log: createLog({ level: 'silent' }) });
  let isBroken = true;
  sampler.add({
    name: 'a',
    title: 'A',
    unit: 'count',
    window_seconds: 0,
    read: () => {
      if (isBroken) throw new Error('broken');
      return 5;
    },
  });
  sampler.start();
  await vi.advanceTimersByTimeAsync(0);
  isBroken = false;
  await vi.advanceTimersByTimeAsync(2000);
  expect(sampler.history(60).values.a).toContain(5);
  sampler.stop();
  vi.useRealTimers();
});

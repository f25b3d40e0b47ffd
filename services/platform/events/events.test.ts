import { expect, it } from 'vitest';
import { createEvents } from './events.ts';

it('gives a returning client what it missed, or says that it cannot', () => {
  const events = createEvents();
  const seen: number[] = [];
  const stop = events.subscribe(({ id }) => seen.push(id));
  for (let i = 0; i < 3; i += 1) events.publish('host.draining', {});
  stop();
  events.publish('host.draining', {});
  expect(seen).toHaveLength(3);
  expect(events.after(seen[1] as number)?.map(({ id }) => id)).toEqual([seen[2], (seen[2] as number) + 1]);
  for (let i = 0; i < 1000; i += 1) events.publish('host.draining', {});
  expect(events.after(seen[1] as number)).toBeUndefined();
  expect(events.after((seen[2] as number) + 1)).toHaveLength(1000);
});

it('does not take an id of an earlier host for its own', () => {
  const earlier = createEvents(() => 1_000_000);
  earlier.publish('host.draining', {});
  let lastId = 0;
  earlier.subscribe(({ id }) => (lastId = id));
  earlier.publish('host.draining', {});
  expect(createEvents(() => 2_000_000).after(lastId)).toBeUndefined();
});

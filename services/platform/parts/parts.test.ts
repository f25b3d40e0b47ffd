import { expect, it, vi } from 'vitest';
import { GantryError } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createParts, type PartDeclaration } from './index.ts';

function setUp(declared: (Partial<PartDeclaration> & { name: string })[]) {
  const events = createEvents();
  const order: string[] = [];
  const parts = createParts({ events, log: createLog({ level: 'silent' }) });
  for (const { name, ...rest } of declared) {
    parts.add({
      name,
      title: name,
      dependsOn: [],
      isEssential: true,
      checks: [],
      ...rest,
      start: async (report) => {
        order.push(`start ${name}`);
        await rest.start?.(report);
        order.push(`up ${name}`);
      },
      stop: async () => {
        order.push(`stop ${name}`);
        await rest.stop?.();
      },
    });
  }
  return { parts, order, events, state: (name: string) => parts.list().find((part) => part.name === name) };
}

it('starts what others need first, the rest side by side, and stops in reverse', async () => {
  const { parts, order } = setUp([
    { name: 'search', dependsOn: ['db', 'model'] },
    { name: 'db' },
    { name: 'model', dependsOn: ['cache'] },
    { name: 'cache' },
  ]);
  await parts.start();
  expect(parts.waitingFor()).toEqual([]);
  expect(order.indexOf('up db')).toBeLessThan(order.indexOf('start search'));
  expect(order.indexOf('up cache')).toBeLessThan(order.indexOf('start model'));
  expect(order.indexOf('start cache')).toBeLessThan(order.indexOf('up db'));
  await parts.stop();
  const stops = order.filter((entry) => entry.startsWith('stop'));
  expect(stops.indexOf('stop search')).toBeLessThan(stops.indexOf('stop db'));
  expect(stops.indexOf('stop model')).toBeLessThan(stops.indexOf('stop cache'));
});

it('names the root when a part cannot start, and keeps the others going', async () => {
  const failure = new GantryError('database_damaged', { message: 'The folder is damaged.', fix: 'Restore it.' });
  const { parts, state, order } = setUp([
    { name: 'db', start: () => Promise.reject(failure) },
    { name: 'search', dependsOn: ['db'] },
    { name: 'api' },
  ]);
  await parts.start();
  expect(state('db')).toMatchObject({ state: 'down', reason: 'The folder is damaged.', fix: 'Restore it.' });
  expect(state('search')).toMatchObject({ state: 'down', reason: 'waits for db: The folder is damaged.', fix: 'Restore it.' });
  expect(state('api')).toMatchObject({ state: 'ok' });
  expect(order).toContain('stop db');
  expect(parts.waitingFor().map(({ name }) => name)).toEqual(['db', 'search']);
  await parts.stop();
});

it('tries again by itself and then starts what waited', async () => {
  vi.useFakeTimers();
  let tries = 0;
  const start = async () => {
    tries += 1;
    if (tries < 3) throw new GantryError('disk_full');
  };
  const { parts, state } = setUp([
    { name: 'db', start },
    { name: 'search', dependsOn: ['db'] },
  ]);
  await parts.start();
  expect(state('db')?.state).toBe('down');
  await vi.advanceTimersByTimeAsync(2000 + 4000);
  expect(state('db')?.state).toBe('ok');
  expect(state('search')?.state).toBe('ok');
  await parts.stop();
  vi.useRealTimers();
});

it('stops a part whose start ends after the stop has begun', async () => {
  let finish: () => void = () => undefined;
  const start = () => new Promise<void>((resolve) => (finish = resolve));
  const { parts, order } = setUp([{ name: 'db', start }]);
  const started = parts.start();
  await vi.waitFor(() => expect(order).toContain('start db'));
  await parts.stop();
  finish();
  await started;
  expect(order.at(-1)).toBe('stop db');
  expect(order.filter((entry) => entry === 'stop db')).toHaveLength(2);
});

it('takes the worst check as the state, and an error in a check as a finding', async () => {
  let finding: 'ok' | 'degraded' = 'ok';
  const { parts, state, events } = setUp([
    {
      name: 'db',
      checks: [
        { name: 'answers', title: 'Does it answer?', run: async () => ({ state: 'ok', evidence: '1 ms' }) },
        {
          name: 'space',
          title: 'Is there space?',
          run: async () => {
            if (finding === 'degraded') throw new GantryError('disk_full', { message: 'The disk is full.' });
            return { state: 'ok', evidence: '9 GiB free' };
          },
        },
      ],
    },
  ]);
  await parts.start();
  expect(state('db')).toMatchObject({ state: 'ok', reason: '1 ms · 9 GiB free' });
  const changed = vi.fn();
  events.subscribe(changed);
  finding = 'degraded';
  await parts.refresh();
  expect(state('db')).toMatchObject({ state: 'down', reason: 'The disk is full.', fix: expect.stringContaining('space') });
  expect(changed).toHaveBeenCalledTimes(1);
  await parts.stop();
});

it('refuses circles and unknown names', async () => {
  await expect(
    setUp([
      { name: 'a', dependsOn: ['b'] },
      { name: 'b', dependsOn: ['a'] },
    ]).parts.start(),
  ).rejects.toThrow('a → b → a');
  await expect(setUp([{ name: 'a', dependsOn: ['x'] }]).parts.start()).rejects.toThrow('x, which does not exist');
});

it('looks again soon when a part says that something changed', async () => {
  const listeners: (() => void)[] = [];
  let runs = 0;
  const check = {
    name: 'c',
    title: 'C?',
    run: async () => {
      runs += 1;
      return { state: runs > 1 ? ('down' as const) : ('ok' as const), evidence: `run ${runs}`, cause: 'it broke' };
    },
  };
  const { parts, state } = setUp([{ name: 'stack', checks: [check], onTouch: (given) => listeners.push(given) }]);
  await parts.start();
  expect(state('stack')?.state).toBe('ok');
  for (let count = 0; count < 20; count += 1) listeners[0]?.();
  await vi.waitFor(() => expect(state('stack')).toMatchObject({ state: 'down', reason: 'it broke' }));
  expect(runs).toBe(2);
  await parts.stop();
});

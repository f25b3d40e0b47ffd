import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { FigureHistory, Health, Task } from '#contract';
import { applyEvent } from './apply-event.ts';
import { appendSample } from './figure-cache.ts';

const at = (second: number) => new Date(Date.parse('2026-01-02T12:00:00Z') + second * 1000).toISOString();

const task = (id: string, state: Task['state']): Task => ({
  id,
  kind: 'index-folder',
  title: id,
  state,
  cause: 'test',
  progress: { done: 0, total: null, unit: 'documents', per_second: null, eta_seconds: null },
  problems: [],
  skipped: 0,
  failed: 0,
  resumable: false,
  created_at: at(0),
});

function apply(queryClient: QueryClient, event: Parameters<typeof applyEvent>[1]): string[] {
  const read: string[] = [];
  applyEvent(queryClient, event, (key) => read.push(key.join('/')));
  return read;
}

it('writes a changed part into the state of all', () => {
  const queryClient = new QueryClient();
  const part = { name: 'storage', title: 'Database', state: 'ok', reason: '', since: at(0), depends_on: [], checks: [] } as const;
  queryClient.setQueryData(['health'], { parts: [part], draining: false });
  apply(queryClient, { id: 1, event: 'part.changed', data: { ...part, depends_on: [], checks: [], state: 'down' } });
  apply(queryClient, { id: 2, event: 'part.changed', data: { ...part, depends_on: [], checks: [], name: 'cache' } });
  expect(queryClient.getQueryData<Health>(['health'])?.parts.map(({ name, state }) => [name, state])).toEqual([
    ['storage', 'down'],
    ['cache', 'ok'],
  ]);
});

it('invents nothing that was not read yet', () => {
  const queryClient = new QueryClient();
  apply(queryClient, { id: 1, event: 'task.changed', data: task('a', 'running') });
  apply(queryClient, { id: 2, event: 'host.draining', data: {} });
  expect(queryClient.getQueryData(['tasks'])).toBeUndefined();
  expect(queryClient.getQueryData(['health'])).toBeUndefined();
});

it('keeps tasks newest first and reads lists again when one is over', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData(['tasks'], { tasks: [task('a', 'running')] });
  expect(apply(queryClient, { id: 1, event: 'task.changed', data: task('b', 'queued') })).toEqual([]);
  expect(apply(queryClient, { id: 2, event: 'task.changed', data: task('a', 'succeeded') })).toEqual([
    'credentials',
    'collections',
    'documents',
  ]);
  expect(queryClient.getQueryData<{ tasks: Task[] }>(['tasks'])?.tasks.map(({ id, state }) => [id, state])).toEqual([
    ['b', 'queued'],
    ['a', 'succeeded'],
  ]);
});

it('reads the lists and the document again after a change', () => {
  const data = { change: 'updated', id: '1', collection: 'default' } as const;
  expect(apply(new QueryClient(), { id: 1, event: 'document.changed', data })).toEqual(['document/1', 'collections', 'documents']);
});

const history: FigureHistory = { interval_seconds: 2, figures: [], at: [at(0), at(2)], values: { a: [1, 2] } };

it('adds a sample, with gaps for figures that came or went', () => {
  const next = appendSample(history, { at: at(4), values: { b: 5 } }, 60);
  expect(next.at).toEqual([at(0), at(2), at(4)]);
  expect(next.values).toEqual({ a: [1, 2, null], b: [null, null, 5] });
});

it('drops what is older than the window and takes no sample twice', () => {
  expect(appendSample(history, { at: at(4), values: { a: 3 } }, 3).values).toEqual({ a: [2, 3] });
  expect(appendSample(history, { at: at(2), values: { a: 9 } }, 60)).toBe(history);
  expect(appendSample(history, { at: at(5000), values: { a: 9 } }, 60)).toMatchObject({ at: [at(5000)], values: { a: [9] } });
});

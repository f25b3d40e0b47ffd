import { expect, it } from 'vitest';
import type { Task } from '#contract';
import { taskOfCredential } from './task-of-credential.ts';

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const task = (id: string, { current, ...more }: Partial<Task> & { current?: string } = {}): Task => ({
  id,
  kind: 'rotate-credentials',
  title: 'Rotate redis_password',
  state: 'running',
  cause: 'panel',
  progress: { done: 0, total: 1, unit: 'credentials', per_second: null, eta_seconds: null, ...(current === undefined ? {} : { current }) },
  problems: [],
  skipped: 0,
  failed: 0,
  resumable: false,
  created_at: ago(2 * hour),
  ...more,
});
const error = { code: 'service_failed', message: 'The old one was put back.' } as const;

it('is what runs for this secret, by title before it begins and by what it is at afterwards', () => {
  const queued = task('a', { state: 'queued', title: 'Rotate postgres_password, redis_password' });
  expect(taskOfCredential([queued], 'redis_password')?.id).toBe('a');
  const running = task('b', { title: 'Rotate 8 credentials', current: 'redis_password: proves a login' });
  expect(taskOfCredential([running], 'redis_password')?.id).toBe('b');
  expect(taskOfCredential([running], 'postgres_password')).toBeUndefined();
  expect(taskOfCredential([task('c', { kind: 'repair-credential', title: 'Repair redis_password' })], 'redis_password')?.id).toBe('c');
});

it('takes no part of a name for the name, and no other task', () => {
  expect(taskOfCredential([task('a', { title: 'Rotate old_redis_password' })], 'redis_password')).toBeUndefined();
  expect(taskOfCredential([task('a', { kind: 'index-folder', title: 'Index redis_password' })], 'redis_password')).toBeUndefined();
});

it('is the last one that failed, until another succeeds or a day is over', () => {
  const failed = task('a', { state: 'failed', error, ended_at: ago(hour) });
  expect(taskOfCredential([failed], 'redis_password')?.id).toBe('a');
  expect(taskOfCredential([task('b', { state: 'succeeded', ended_at: ago(0) }), failed], 'redis_password')).toBeUndefined();
  expect(taskOfCredential([{ ...failed, ended_at: ago(25 * hour) }], 'redis_password')).toBeUndefined();
});

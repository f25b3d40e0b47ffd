import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { GantryError, type Task } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createTasks, type TaskKind } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-tasks-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Counts from where `reached` stands up to the input, one step a turn, until it is told to stop. */
function counting(reached: { value: number }, pauseAt = Number.POSITIVE_INFINITY): TaskKind<number> & { paused: Promise<void> } {
  let pausedNow: () => void = () => undefined;
  const paused = new Promise<void>((resolve) => (pausedNow = resolve));
  return {
    paused,
    kind: 'count',
    unit: 'steps',
    input: z.number(),
    title: (to) => `Count to ${to}`,
    isResumable: true,
    async run(to, { signal, progress }) {
      while (reached.value < to) {
        if (reached.value === pauseAt) {
          pausedNow();
          await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
        }
        reached.value += 1;
        progress({ done: reached.value, total: to });
        await new Promise(setImmediate);
      }
      return { reached: reached.value };
    },
  };
}

async function open(kinds: TaskKind<never>[] = []) {
  const events = createEvents();
  const seen: Task[] = [];
  events.subscribe((event) => event.event === 'task.changed' && seen.push(event.data));
  const tasks = createTasks({ folder, events, log: createLog({ level: 'silent' }) });
  for (const kind of kinds) tasks.define(kind as unknown as TaskKind);
  await tasks.open();
  return { tasks, seen };
}
const asKind = (kind: unknown) => kind as TaskKind<never>;

it('runs, reports in units, keeps the record', async () => {
  const { tasks, seen } = await open([asKind(counting({ value: 0 }))]);
  const { id } = await tasks.start('count', 5, 'a test');
  const done = await tasks.finished(id);
  expect(done).toMatchObject({ state: 'succeeded', title: 'Count to 5', cause: 'a test', result: { reached: 5 }, resumable: false });
  expect(done.progress).toMatchObject({ done: 5, total: 5, unit: 'steps' });
  expect(seen.map(({ state }) => state)).toEqual(expect.arrayContaining(['queued', 'running', 'succeeded']));
  await tasks.close();
  expect((await open()).tasks.read(id)).toEqual(done);
});

it('cancels a running task and goes on where it stopped', async () => {
  const reached = { value: 0 };
  const kind = counting(reached, 3);
  const { tasks } = await open([asKind(kind)]);
  const { id } = await tasks.start('count', 6, 'a test');
  await kind.paused;
  await tasks.cancel(id);
  expect(await tasks.finished(id)).toMatchObject({ state: 'cancelled', resumable: true });
  await expect(tasks.cancel(id)).rejects.toMatchObject({ code: 'conflict' });
  reached.value = 4;
  await tasks.resume(id, 'a person');
  expect(await tasks.finished(id)).toMatchObject({ state: 'succeeded', cause: 'a person', result: { reached: 6 } });
  await expect(tasks.resume(id, 'x')).rejects.toMatchObject({ code: 'task_not_resumable' });
});

it('takes a task that broke off as interrupted, and resumes it', async () => {
  const reached = { value: 0 };
  const first = counting(reached, 2);
  const { tasks } = await open([asKind(first)]);
  const { id } = await tasks.start('count', 4, 'a test');
  await first.paused;
  // The record as a killed host leaves it: still running. (`tasks` is simply never closed.)
  expect(JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'))).toMatchObject({ state: 'running' });
  reached.value = 3;
  const again = await open([asKind(counting(reached))]);
  expect(again.tasks.read(id).state).toBe('interrupted');
  await again.tasks.resumeInterrupted();
  expect(await again.tasks.finished(id)).toMatchObject({ state: 'succeeded', cause: 'the host started again' });
});

it('puts running and waiting tasks down on close', async () => {
  const kind = counting({ value: 0 }, 1);
  const { tasks } = await open([asKind(kind)]);
  const first = await tasks.start('count', 4, 'a test');
  const second = await tasks.start('count', 4, 'a test');
  await kind.paused;
  expect(tasks.read(second.id).state).toBe('queued');
  await tasks.close();
  const { tasks: later } = await open([asKind(kind)]);
  expect([first, second].map(({ id }) => later.read(id).state)).toEqual(['interrupted', 'interrupted']);
});

it('says why a task failed and what it went past', async () => {
  const failing: TaskKind<number> = {
    ...counting({ value: 0 }),
    async run(_, { problem }) {
      for (let i = 0; i < 300; i += 1)
        problem({ item: `file ${i}`, code: 'file_vanished', message: 'gone', kind: i % 2 === 0 ? 'failed' : 'skipped' });
      throw new GantryError('disk_full', { message: 'The disk is full.' });
    },
  };
  const { tasks } = await open([asKind(failing)]);
  const { id } = await tasks.start('count', 1, 'a test');
  const done = await tasks.finished(id);
  expect(done).toMatchObject({
    state: 'failed',
    failed: 150,
    skipped: 150,
    error: { code: 'disk_full', message: 'The disk is full.' },
    resumable: true,
  });
  expect(done.problems).toHaveLength(200);
});

it('passes over a damaged record and leaves it there', async () => {
  const name = '00000000-0000-4000-8000-000000000000.json';
  await writeFile(join(folder, name), '{"id":');
  const { tasks } = await open();
  expect(tasks.list({ limit: 10 })).toEqual([]);
  expect(await readFile(join(folder, name), 'utf8')).toBe('{"id":');
});

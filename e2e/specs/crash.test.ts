import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeCollection } from '../collection.ts';
import { makeHome, startGantry, waitFor } from '../gantry-process.ts';

let home: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ home, remove } = await makeHome());
});
afterAll(() => remove());

it('loses no acknowledged document to kill -9 and goes on with the folder by itself', async () => {
  const folder = join(home, 'notes');
  const count = 600;
  await writeCollection(folder, count);
  const first = await startGantry(home);
  const acknowledged: string[] = [];
  const task = await first.client.call('documents.index-folder', { path: folder, collection: 'notes' });
  let isDead = false;
  const writing = (async () => {
    for (let i = 0; !isDead; i += 1) {
      const stored = await first.client
        .call('documents.create', { content: `Single document ${i}`, collection: 'singles' })
        .catch(() => undefined);
      if (stored !== undefined) acknowledged.push(stored.id);
    }
  })();
  await waitFor(async () => (await first.client.call('tasks.read', { id: task.id })).progress.done > 60 && acknowledged.length > 3);
  const { pid } = JSON.parse(await readFile(join(home, 'state', 'run', 'host.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  isDead = true;
  await writing;
  await first.stop('SIGKILL');

  const second = await startGantry(home);
  for (const id of acknowledged) expect((await second.client.call('documents.read', { id })).id).toBe(id);
  await waitFor(async () => (await second.client.call('tasks.read', { id: task.id })).state === 'succeeded');
  const done = await second.client.call('tasks.read', { id: task.id });
  expect(done.cause).toBe('the host started again');
  // What the first run had stored was not embedded again.
  expect(done.result).toMatchObject({ failed: 0, created: expect.any(Number), unchanged: expect.any(Number) });
  expect(done.result?.unchanged).toBeGreaterThan(0);
  const { collections } = await second.client.call('collections.list', {});
  expect(collections.find(({ name }) => name === 'notes')?.documents).toBe(count);
  expect(collections.find(({ name }) => name === 'singles')?.documents).toBeGreaterThanOrEqual(acknowledged.length);
  const found = await second.client.call('search.vector', { query: 'famous people in string quartets', collection: 'notes', limit: 5 });
  for (const result of found.results) expect(result.title).toContain('string quartets');
  await second.stop();
});

import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { copyTestHome, makeTestHome, makeTestStorage, removeTestHome, type TestStorageOptions } from '../test-storage.ts';
import { store } from './test-scenarios.ts';
import { startPgliteServer, type TestServer } from './test-servers.ts';

type Rooms = Awaited<ReturnType<typeof makeTestStorage>>;
const documents = 60;

let server: TestServer;
let template: string;
let home: string;
let rooms: Rooms | undefined;
beforeAll(async () => {
  server = await startPgliteServer();
  template = await makeTestHome();
  const first = await makeTestStorage(template);
  await first.start();
  for (let seed = 0; seed < documents; seed += 1) await store(first.storage, seed);
  await first.stop();
});
afterAll(async () => {
  await removeTestHome(template);
  await server.stop();
});
beforeEach(async () => {
  await server.empty();
  home = await copyTestHome(template);
});
afterEach(async () => {
  await rooms?.stop();
  rooms = undefined;
  await removeTestHome(home);
});

const choiceFile = () => join(home, 'state', 'storage', 'provider.json');

async function make(options: TestStorageOptions = {}): Promise<Rooms> {
  await rooms?.stop();
  rooms = await makeTestStorage(home, { ...options, host: { targets: { stack: async () => server.address }, ...options.host } });
  return rooms;
}

async function open(options: TestStorageOptions = {}): Promise<Rooms> {
  const made = await make(options);
  await made.start();
  return made;
}

async function switchTo({ tasks }: Rooms, to: 'embedded' | 'stack') {
  const { id } = await tasks.start('switch-storage', { to }, 'a test');
  return tasks.finished(id);
}

it('does not switch what the configuration says, and names the place', async () => {
  const { storage, tasks } = await open({ host: { providerSetAt: 'config.yaml:3' } });
  const context = { requestId: 'r', signal: AbortSignal.timeout(1000), caller: 'test', scopes: ['admin' as const] };
  await expect(storage.routes['storage.switch']?.({ to: 'stack', replace: false }, context)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('storage.provider is set (config.yaml:3)'),
    fix: expect.stringContaining('config.yaml:3'),
  });
  expect(tasks.list({ kind: 'switch-storage', limit: 10 })).toEqual([]);
});

it('has nothing to do where it is already', async () => {
  expect(await switchTo(await open(), 'embedded')).toMatchObject({ state: 'failed', error: { code: 'conflict' } });
});

it('tells the host after a switch, and goes back to the configuration when that says something', async () => {
  const told: string[] = [];
  const host = { onSwitched: async (provider: string) => void told.push(provider) };
  expect(await switchTo(await open({ host }), 'stack')).toMatchObject({ state: 'succeeded' });
  expect(told).toEqual(['stack']);
  const fixed = await open({ host: { providerSetAt: 'config.yaml:1' } });
  expect(fixed.storage.provider()).toBe('embedded');
  await store(fixed.storage, 1000);
  // The old data is in use again and has changed: it may not be written over.
  expect((await open()).storage.provider()).toBe('stack');
  expect(await switchTo(await open(), 'embedded')).toMatchObject({ state: 'failed', error: { code: 'storage_not_empty' } });
});

it('does not show old documents when the note of where they went is lost or broken', async () => {
  await switchTo(await open(), 'stack');
  await writeFile(choiceFile(), '{');
  await expect((await make()).start()).rejects.toMatchObject({
    code: 'database_unavailable',
    message: expect.stringContaining(choiceFile()),
  });
  await rm(choiceFile());
  await expect((await make()).start()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('moved away') });
  expect((await open({ config: { provider: 'stack' } })).storage.provider()).toBe('stack');
});

it('goes back although it broke off between the switch and putting the old one in order', async () => {
  const first = await open();
  await switchTo(first, 'stack');
  await store(first.storage, 1000);
  await first.stop();
  // As it is left at that moment: no mark in the old database, and the choice says so.
  const embedded = await open({ host: { providerSetAt: 'config.yaml:1' } });
  await embedded.stop();
  await writeFile(choiceFile(), JSON.stringify({ provider: 'stack', unsettled: 'embedded' }));
  expect(await switchTo(await open(), 'embedded')).toMatchObject({ state: 'succeeded', result: { documents: documents + 1 } });
});

it('goes on by itself after kill -9 in the middle', async () => {
  const { host, port, user, database, password } = server.address;
  const address = JSON.stringify({ host, port, user, database });
  const code = `
    import { makeTestStorage } from ${JSON.stringify(pathToFileURL(builtFile('services/storage/test-storage.js')).href)};
    const stack = async () => ({ ...${address}, password: async () => process.env.TEST_PASSWORD });
    const { tasks, start } = await makeTestStorage(${JSON.stringify(home)}, { host: { targets: { stack } } });
    await start();
    const { id } = await tasks.start('switch-storage', { to: 'stack' }, 'a test');
    setInterval(() => process.stdout.write(tasks.read(id).progress.done + '\\n'), 2);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEST_PASSWORD: (await password?.()) ?? '' },
  });
  for await (const line of createInterface(child.stdout)) if (Number(line) > 0 && !child.killed) child.kill('SIGKILL');
  const { storage, tasks } = await open();
  expect(storage.provider()).toBe('embedded');
  const [task] = tasks.list({ kind: 'switch-storage', limit: 1 });
  expect(task).toMatchObject({ state: 'interrupted' });
  await tasks.resumeInterrupted();
  expect(await tasks.finished(task?.id ?? '')).toMatchObject({ state: 'succeeded', result: { documents } });
  expect(storage.provider()).toBe('stack');
  expect(await storage.query('SELECT count(*) AS documents FROM documents')).toEqual([{ documents }]);
});

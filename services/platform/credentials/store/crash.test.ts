import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { testStore } from './test-store.ts';

let folder: string;
let memory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-crash-'));
  memory = await mkdtemp('/dev/shm/gantry-test-');
});
afterEach(async () => {
  for (const each of [folder, memory]) await rm(each, { recursive: true, force: true });
});

const before: Record<string, string> = { a: 'old value of a', b: 'value of b' };

/** One home, put back before each crash: its path is part of what is bound to it. */
async function prepare(kind: 'files' | 'vault') {
  const home = join(folder, 'home');
  const { store } = testStore(home, { runtimeFolder: memory });
  await store.open();
  for (const [name, value] of Object.entries(before)) await store.write(name, value);
  await store.stage('a', 'staged for a');
  if (kind === 'vault') await store.move({ to: 'keychain', accept_unprotected: false });
  await store.close();
  await cp(home, join(folder, 'kept'), { recursive: true, preserveTimestamps: true });
  await cp(memory, join(folder, 'kept-memory'), { recursive: true });
  return {
    home,
    async putBack() {
      await rm(home, { recursive: true });
      await cp(join(folder, 'kept'), home, { recursive: true, preserveTimestamps: true });
      for (const each of await readdir(memory)) await rm(join(memory, each), { recursive: true });
      await cp(join(folder, 'kept-memory'), memory, { recursive: true });
    },
  };
}

function run(home: string, act: string, step: number) {
  const program = builtFile('services/platform/credentials/store/test-crash.js');
  return spawnSync(process.execPath, [program, home, memory, act, `${step}`], { encoding: 'utf8' });
}

it.each([
  ['files', 'write', { a: ['new value of a'] }],
  ['files', 'longer', { a: ['new and longer value of a'] }],
  ['files', 'shorter', { a: ['new'] }],
  ['files', 'stage', { 'staged a': ['new value of a'] }],
  ['files', 'remove', { a: [undefined] }],
  ['files', 'to vault', {}],
  ['vault', 'write', { a: ['new value of a'] }],
  ['vault', 'longer', { a: ['new and longer value of a'] }],
  ['vault', 'shorter', { a: ['new'] }],
  ['vault', 'stage', { 'staged a': ['new value of a'] }],
  ['vault', 'remove', { a: [undefined] }],
  ['vault', 'to files', {}],
  ['vault', 'new key', {}],
  ['vault', 'unlock', {}],
] as const)('%s: a process killed at any step of "%s" leaves the old or the new value of every secret', async (kind, act, changes) => {
  const { home, putBack } = await prepare(kind);
  const allowed: Record<string, (string | undefined)[]> = { 'staged a': ['staged for a'] };
  for (const [name, value] of Object.entries(before)) allowed[name] = [value];
  for (const [name, values] of Object.entries(changes)) allowed[name]?.push(...values);
  let kills = 0;
  for (let step = 1; ; step += 1) {
    await putBack();
    const { signal, status, stderr } = run(home, act, step);
    const { store } = testStore(home, { runtimeFolder: memory });
    await store.open();
    expect(store.info().state).toBe('open');
    for (const [name, values] of Object.entries(allowed)) {
      const found = name === 'staged a' ? await store.staged('a') : await store.read(name);
      expect(values, `${name} after step ${step}`).toContain(found);
    }
    // What containers mount is what the store says, and nothing else lies about.
    expect(await readdir(store.folder())).toEqual(store.names());
    for (const name of store.names()) {
      expect(await readFile(join(store.folder(), name), 'utf8')).toBe(await store.read(name));
      expect((await stat(join(store.folder(), name))).mode & 0o777).toBe(0o600);
    }
    if (store.info().kind === 'vault') expect(await readdir(join(home, 'config', 'secrets'))).toEqual([]);
    else expect(await readdir(memory, { recursive: true })).not.toContainEqual(expect.stringMatching(/secrets./));
    expect(await readdir(join(home, 'config'))).not.toContainEqual(expect.stringMatching(/\.new$/));
    await store.close();
    if (signal === null) {
      expect(status, stderr).toBe(0);
      break;
    }
    kills += 1;
  }
  expect(kills).toBeGreaterThanOrEqual(act === 'remove' && kind === 'files' ? 1 : 5);
  // A run to its end leaves the new values.
  const { store } = testStore(home, { runtimeFolder: memory });
  await store.open();
  for (const [name, values] of Object.entries(changes)) {
    expect(name === 'staged a' ? await store.staged('a') : await store.read(name)).toBe(values[0]);
  }
  if (act === 'to vault' || act === 'to files') expect(store.info().kind).toBe(act === 'to vault' ? 'vault' : 'files');
  await store.close();
});

it('loses nothing either when it is killed again and again while it recovers', async () => {
  const { home } = await prepare('files');
  // The third step that follows the written journal: the value stands in both places.
  expect(run(home, 'longer', 7).signal).toBe('SIGKILL');
  expect(await readdir(join(home, 'state', 'secrets-work', 'replace'))).toEqual(['a']);
  let kills = 0;
  while (run(home, 'open', kills + 1).signal !== null) kills += 1;
  expect(kills).toBeGreaterThanOrEqual(4);
  const { store } = testStore(home, { runtimeFolder: memory });
  await store.open();
  expect(await store.read('a')).toBe('new and longer value of a');
  expect(await readFile(join(store.folder(), 'a'), 'utf8')).toBe('new and longer value of a');
  expect(await store.read('b')).toBe(before.b);
});

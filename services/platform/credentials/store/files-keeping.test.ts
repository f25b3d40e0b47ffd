import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretStore } from '../secret-store.ts';
import { testStore } from './test-store.ts';

let home: string;
let store: SecretStore;
const file = (name: string) => join(home, 'config', 'secrets', name);
const mode = async (path: string) => (await stat(path)).mode & 0o777;

/** By one read, as `cat` does; `readFile` asks for the size before. */
async function readOnce(path: string): Promise<string> {
  const handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
  await handle.close();
  return buffer.toString('utf8', 0, bytesRead).replace(/\n+$/, '');
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-secrets-'));
  ({ store } = testStore(home));
  await store.open();
});
afterEach(() => rm(home, { recursive: true }));

it('keeps one file a secret, for its owner only, without a line end', async () => {
  await store.write('postgres_password', 'a b');
  expect(await readFile(file('postgres_password'), 'utf8')).toBe('a b');
  expect(await mode(file('postgres_password'))).toBe(0o600);
  expect(await mode(store.folder())).toBe(0o700);
  expect(await mode(join(home, 'state', 'secrets-work'))).toBe(0o700);
  expect(store.names()).toEqual(['postgres_password']);
  expect(store.changedAt('postgres_password')).toMatch(/^\d{4}-.+Z$/);
  expect(store.changedAt('none')).toBeUndefined();
  await store.remove('postgres_password');
  await store.remove('postgres_password');
  expect(await store.read('postgres_password')).toBeUndefined();
  expect(await readdir(store.folder())).toEqual([]);
});

it('names only what is a secret, and reads files people made', async () => {
  for (const other of ['.hidden', 'Upper', 'a.txt', 'x~', '1a']) await writeFile(file(other), 'x');
  await writeFile(file('empty'), '');
  await mkdir(file('folder'));
  await writeFile(file('typed'), 'value\r\n');
  await writeFile(file('binary'), Buffer.from([0xff, 0xfe]));
  expect(store.names()).toEqual(['binary', 'typed']);
  expect(await store.read('typed')).toBe('value');
  expect(await store.read('empty')).toBeUndefined();
  await expect(store.read('binary')).rejects.toMatchObject({ code: 'file_unreadable' });
});

it('refuses names that are paths and values that no file or prompt holds, without saying them', async () => {
  for (const name of ['../x', 'a/b', '', 'A', '.x']) {
    await expect(store.read(name)).rejects.toMatchObject({ code: 'invalid_value', field: 'name' });
    await expect(store.write(name, 'planted')).rejects.toMatchObject({ code: 'invalid_value' });
  }
  for (const value of ['', 'planted\n', ' planted', 'pla\tnted', 'planted'.repeat(40), '\ud800planted']) {
    const error = await store.replaceInPlace('key', value).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_value', field: 'key' });
    expect(String(error)).not.toContain('planted');
  }
});

it('closes a file that others could read, and removes what a crash left', async () => {
  await writeFile(file('open'), 'x');
  await chmod(file('open'), 0o644);
  await writeFile(file('.open.new'), 'half');
  await testStore(home).store.open();
  expect(await mode(file('open'))).toBe(0o600);
  expect(await readdir(store.folder())).toEqual(['open']);
});

describe('replaced in place', () => {
  it.each(['longer than before', 'short', 'same as before!'])('keeps the inode: %s', async (value) => {
    await store.write('key', 'first value, ok');
    const before = await stat(file('key'));
    const reader = await open(file('key'), 'r');
    await store.replaceInPlace('key', value);
    expect((await stat(file('key'))).ino).toBe(before.ino);
    // As a container has it that mounted the file before.
    expect(await reader.readFile('utf8')).toBe(value);
    await reader.close();
    expect(await store.read('key')).toBe(value);
    expect(await readdir(join(home, 'state', 'secrets-work', 'replace'))).toEqual([]);
  });

  it('makes the file where there is none', async () => {
    await store.replaceInPlace('key', 'value');
    expect(await mode(file('key'))).toBe(0o600);
  });

  it('is never seen empty or with the rest of the old value', async () => {
    const long = 'l'.repeat(200);
    const short = 's'.repeat(20);
    await store.write('key', long);
    let isOver = false;
    const seen = new Set<string>();
    const reading = (async () => {
      while (!isOver) seen.add(await readOnce(file('key')));
    })();
    for (let i = 0; i < 200; i += 1) await store.replaceInPlace('key', i % 2 === 0 ? short : long);
    isOver = true;
    await reading;
    expect([...seen].filter((value) => value !== long && value !== short)).toEqual([]);
  });
});

it('keeps staged values aside', async () => {
  await store.stage('key', 'first');
  await store.stage('key', 'second');
  expect(store.names()).toEqual([]);
  expect(await testStore(home).store.staged('key')).toBe('second');
  await store.dropStaged('key');
  await store.dropStaged('key');
  expect(await store.staged('key')).toBeUndefined();
});

it('answers no read of a name while it is held exclusively', async () => {
  await store.write('key', 'old');
  await store.stage('key', 'new');
  const order: string[] = [];
  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const work = store.exclusively('key', async ({ current, replace }) => {
    enter();
    await held;
    expect(current).toBe('old');
    await replace((await store.staged('key')) ?? '');
    await store.dropStaged('key');
    order.push('replaced');
  });
  await entered;
  const read = store.read('key').then((value) => order.push(`read ${value}`));
  expect(await store.read('other')).toBeUndefined();
  go();
  await Promise.all([work, read]);
  expect(order).toEqual(['replaced', 'read new']);
  await expect(store.exclusively('key', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await store.read('key')).toBe('new');
});

it('leaves the last of 1,000 writers at once, whole', async () => {
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(
    Array.from({ length: 1000 }, async (_, i) => {
      const name = names[i % 4] ?? 'a';
      await (i % 3 === 0 ? store.replaceInPlace(name, `value ${i}`) : store.write(name, `value ${i}`));
    }),
  );
  expect(await Promise.all(names.map((name) => store.read(name)))).toEqual(['value 996', 'value 997', 'value 998', 'value 999']);
  expect(await readdir(store.folder())).toEqual(names);
});

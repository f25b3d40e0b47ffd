import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import { clearHandover, openHandover } from './handover.ts';

let home: string;
let memory: string;
const at = (name: string) => join(memory, name);
const options = (change: { runtimeFolder?: string; sharedMemory?: string } = {}) => ({
  paths: resolvePaths({ GANTRY_HOME: home }),
  runtimeFolder: change.runtimeFolder ?? at('runtime'),
  sharedMemory: change.sharedMemory ?? at('shared'),
  log: createLog({ level: 'warn', file: join(home, 'log') }),
});
const log = () => readFile(join(home, 'log'), 'utf8');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-handover-'));
  memory = await mkdtemp('/dev/shm/gantry-test-');
  await mkdir(at('runtime'), { mode: 0o700 });
  await mkdir(at('shared'));
  await chmod(at('shared'), 0o1777);
});
afterEach(async () => {
  for (const folder of [home, memory]) await rm(folder, { recursive: true, force: true });
});

it('takes the runtime folder of the user, else the memory all share, and makes one of its own in it', async () => {
  const first = await openHandover(options());
  expect(first).toMatchObject({ isInMemory: true, folder: expect.stringMatching(/runtime\/gantry-[0-9a-f]{16}\/secrets$/) });
  expect((await stat(join(first.folder, '..'))).mode & 0o777).toBe(0o700);
  const second = await openHandover(options({ runtimeFolder: '' }));
  expect(second).toMatchObject({ isInMemory: true, folder: expect.stringMatching(/shared\/gantry-\d+-[0-9a-f]{16}\/secrets$/) });
  // A home of its own has a folder of its own.
  home = await mkdtemp(join(tmpdir(), 'gantry-handover-'));
  expect((await openHandover(options())).folder).not.toBe(first.folder);
});

it('clears what an earlier session left in the folders it does not take', async () => {
  const shared = await openHandover(options({ runtimeFolder: '' }));
  await mkdir(shared.folder);
  await writeFile(join(shared.folder, 'key'), 'x');
  await mkdir(join(home, 'state', 'run', 'secrets'), { recursive: true });
  const runtime = await openHandover(options());
  expect(runtime.folder).toContain('/runtime/');
  await expect(stat(shared.folder)).rejects.toThrow('ENOENT');
  await expect(stat(join(home, 'state', 'run', 'secrets'))).rejects.toThrow('ENOENT');
});

it.each([
  ['is a link', async (base: string) => await symlink(home, base), 'link'],
  ['is a file', async (base: string) => await writeFile(base, ''), 'no folder'],
  [
    'belongs to another user',
    async (base: string) => {
      await mkdir(base, { mode: 0o777 });
      await chown(base, 12345, 12345);
    },
    'another user',
  ],
])('does not take a folder that %s, and says so', async (what, plant, reason) => {
  // Only root can give a folder away.
  if (what === 'belongs to another user' && process.getuid?.() !== 0) return;
  const { folder } = await openHandover(options({ runtimeFolder: '' }));
  const base = join(folder, '..');
  await rm(base, { recursive: true });
  await plant(base);
  const mode = (await stat(base)).mode;
  const chosen = await openHandover(options({ runtimeFolder: '' }));
  expect(chosen).toEqual({
    folder: join(home, 'state', 'run', 'secrets'),
    workFolder: join(home, 'state', 'run', 'secrets-replace'),
    isInMemory: false,
  });
  expect(await log()).toContain(reason);
  await clearHandover(options({ runtimeFolder: '' }));
  // What is not ours is not touched.
  expect((await stat(base)).mode).toBe(mode);
  expect(await readdir(home)).toContain('log');
});

it('does not take a folder others could replace, one that is not there, nor one on a disk', async () => {
  await chmod(at('shared'), 0o777);
  for (const sharedMemory of [at('shared'), at('none'), home]) {
    expect(await openHandover(options({ runtimeFolder: at('neither'), sharedMemory }))).toMatchObject({ isInMemory: false });
  }
  expect(await log()).toContain('others could replace it');
  expect(await log()).toContain('ENOENT');
});

it('closes a folder of ours that others could enter', async () => {
  const { folder } = await openHandover(options());
  await chmod(join(folder, '..'), 0o755);
  await openHandover(options());
  expect((await stat(join(folder, '..'))).mode & 0o777).toBe(0o700);
});

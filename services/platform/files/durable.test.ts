import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePrivateFolder, readIfThere, writeDurably } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('leaves one whole file of many writers at once, and no temporary ones', async () => {
  const file = join(folder, 'a');
  await Promise.all(Array.from({ length: 50 }, (_, i) => writeDurably(file, `${i}`.repeat(10_000))));
  const text = await readFile(file, 'utf8');
  expect(text).toHaveLength(10_000 * (text.startsWith('49') || text.length === 20_000 ? 2 : 1));
  expect(await readdir(folder)).toEqual(['a']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('names the path that cannot be written', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(writeDurably(join(folder, 'file', 'x'), '')).rejects.toMatchObject({
    code: 'home_not_writable',
    message: expect.stringContaining(folder),
  });
  await expect(makePrivateFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'home_not_writable' });
});

it('closes an open folder and reads what is there', async () => {
  const inner = join(folder, 'a', 'b');
  await mkdir(inner, { recursive: true });
  await chmod(inner, 0o755);
  await makePrivateFolder(inner);
  expect((await stat(inner)).mode & 0o777).toBe(0o700);
  expect(await readIfThere(join(inner, 'none'))).toBeUndefined();
});

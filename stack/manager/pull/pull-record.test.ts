import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { createPullRecord } from './pull-record.ts';

const mebibyte = 1024 * 1024;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-pulls-'));
});
afterEach(() => rm(folder, { recursive: true }));
const open = () => createPullRecord({ file: join(folder, 'pulls.json'), log: createLog({ level: 'silent' }) });

it('knows nothing before the first pull', async () => {
  expect(await open().read()).toEqual({ bytesPerSecond: null, images: {} });
});

it('keeps the speed of the last pull and what images took that came whole', async () => {
  const record = open();
  await Promise.all([
    record.note({ image: 'a:1', bytes: 30 * mebibyte, seconds: 3, isWhole: true }),
    record.note({ image: 'b:1', bytes: 8 * mebibyte, seconds: 2, isWhole: false }),
  ]);
  expect(await open().read()).toEqual({ bytesPerSecond: 4 * mebibyte, images: { 'a:1': 30 * mebibyte } });
});

it('takes no speed from a pull too small to tell, and nothing from one that brought nothing', async () => {
  const record = open();
  await record.note({ image: 'tiny:1', bytes: 2000, seconds: 1, isWhole: true });
  await record.note({ image: 'here:1', bytes: 0, seconds: 1, isWhole: true });
  expect(await record.read()).toEqual({ bytesPerSecond: null, images: { 'tiny:1': 2000 } });
});

it('begins anew where the file is damaged', async () => {
  await writeFile(join(folder, 'pulls.json'), '{"last":');
  const record = open();
  expect((await record.read()).bytesPerSecond).toBeNull();
  await record.note({ image: 'a:1', bytes: mebibyte, seconds: 1, isWhole: true });
  expect((await record.read()).bytesPerSecond).toBe(mebibyte);
});

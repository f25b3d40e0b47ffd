import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from '#platform/log';
import { createTokenUsage } from './token-usage.ts';

const id = '00000000-0000-4000-8000-000000000001';
const now = () => Date.parse('2026-01-31T10:00:00.000Z');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-usage-'));
});
afterEach(() => rm(folder, { recursive: true }));
const open = (everyMs?: number) =>
  createTokenUsage({
    file: join(folder, 'usage.json'),
    log: createLog({ level: 'silent' }),
    now,
    ...(everyMs === undefined ? {} : { everyMs }),
  });

it('counts in memory and keeps it at the close', async () => {
  const usage = await open();
  for (let i = 0; i < 3; i += 1) usage.begin(id);
  usage.fail(id);
  usage.limit(id);
  usage.addTokens(id, 40);
  usage.addTokens(id, 2);
  const used = { requests: 3, errors: 1, tokens: 42, limited: 1, last_used_at: '2026-01-31T10:00:00.000Z' };
  expect(usage.of(id)).toEqual(used);
  await expect(readFile(join(folder, 'usage.json'))).rejects.toThrow('ENOENT');
  await usage.close();
  expect((await open()).of(id)).toEqual(used);
});

it('is written by itself after a while', async () => {
  const usage = await open(10);
  usage.begin(id);
  await vi.waitFor(async () => expect((await open()).of(id).requests).toBe(1));
});

it('forgets a token, and what ends after that leaves nothing', async () => {
  const usage = await open();
  usage.begin(id);
  usage.forget(id);
  usage.fail(id);
  usage.addTokens(id, 1);
  await usage.close();
  expect(JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8'))).toEqual({});
});

it('begins anew where the file cannot be read', async () => {
  await writeFile(join(folder, 'usage.json'), '{"x":');
  const usage = await open();
  expect(usage.of(id)).toMatchObject({ requests: 0, last_used_at: null });
});

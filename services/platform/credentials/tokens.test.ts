import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { apiTokenFile, resolvePaths } from '#platform/paths';
import { createTokens } from './tokens.ts';

let home: string;
const open = () => createTokens({ paths: resolvePaths({ GANTRY_HOME: home }), log: createLog({ level: 'error' }) });
const file = () => apiTokenFile(resolvePaths({ GANTRY_HOME: home }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-tokens-'));
  await mkdir(join(home, 'config'));
});
afterEach(() => rm(home, { recursive: true }));

it('makes an admin token once, for its owner only', async () => {
  await open();
  const token = (await readFile(file(), 'utf8')).trim();
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(token).toMatch(/^[\w-]{43}$/);
  const tokens = await open();
  expect((await readFile(file(), 'utf8')).trim()).toBe(token);
  expect(await tokens.verify(token)).toEqual({ name: 'api-token', scopes: ['admin'] });
  for (const wrong of ['', 'x', `${token}x`, token.slice(1), token.toUpperCase()]) expect(await tokens.verify(wrong)).toBeUndefined();
});

it('closes a file that others could read', async () => {
  await open();
  await chmod(file(), 0o644);
  await open();
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

it('refuses a token that can be guessed', async () => {
  await writeFile(file(), 'secret\n');
  await expect(open()).rejects.toMatchObject({ code: 'config_invalid', field: 'api-token' });
});

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GantryError } from '#contract';
import { createLog } from './log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes one JSON object a line and no secret, wherever it stands', async () => {
  const file = join(folder, 'host.log');
  const log = createLog({ level: 'info', file });
  const planted = 'planted-secret-value';
  log.info({ token: planted, user: { password: planted }, request: { body: { secret: planted } } }, 'a request');
  log.info({ headers: { authorization: planted, cookie: planted, 'x-api-key': planted, 'x-gantry-session': planted } }, 'headers');
  log.error({ err: new GantryError('conflict', { cause: new Error('why') }) }, 'failed');
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain(planted);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; time: string; err?: { code: string; cause: { message: string } } });
  expect(lines.map(({ level }) => level)).toEqual(['info', 'info', 'error']);
  expect(lines[2]?.err?.code).toBe('conflict');
  expect(lines[2]?.err?.cause.message).toBe('why');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('takes another level at once', async () => {
  const file = join(folder, 'host.log');
  const log = createLog({ level: 'info', file });
  log.debug('hidden');
  log.level = 'debug';
  log.debug('seen');
  log.level = 'warn';
  log.info('hidden again');
  const text = await readFile(file, 'utf8');
  expect(text).toContain('seen');
  expect(text).not.toContain('hidden');
});

it('puts a large file aside and keeps three', async () => {
  const file = join(folder, 'host.log');
  for (let run = 1; run <= 5; run += 1) {
    await writeFile(file, `run ${run} ${'x'.repeat(100)}`);
    createLog({ level: 'info', file, maxFileBytes: 50 }).info('new');
  }
  expect((await readdir(folder)).sort()).toEqual(['host.log', 'host.log.1', 'host.log.2', 'host.log.3']);
  expect(await readFile(`${file}.3`, 'utf8')).toContain('run 3');
});

it.runIf(existsSync('/dev/full'))('loses lines on a full disk and nothing else', () => {
  // Every write to /dev/full fails with ENOSPC, see full(4).
  const log = createLog({ level: 'info', file: '/dev/full' });
  for (let i = 0; i < 10; i += 1) log.info('a line');
});

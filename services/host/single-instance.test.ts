import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identify } from './process-identity.ts';
import { takeHome } from './single-instance.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one in, and the next when it has gone', async () => {
  const release = takeHome(folder);
  expect(() => takeHome(folder)).toThrowError(
    expect.objectContaining({ code: 'already_running', message: expect.stringContaining(String(process.pid)) }),
  );
  release();
  takeHome(folder)();
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a process that was killed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await writeFile(join(folder, 'host.lock'), JSON.stringify(identify(child.pid as number)));
  expect(() => takeHome(folder)).toThrowError(expect.objectContaining({ code: 'already_running' }));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  takeHome(folder)();
});

it.runIf(existsSync('/proc/self/stat'))('is not deceived by a process id given to another process', async () => {
  await writeFile(join(folder, 'host.lock'), JSON.stringify({ pid: process.pid, startTicks: '1' }));
  takeHome(folder)();
});

it('takes over a lock that is not readable', async () => {
  await writeFile(join(folder, 'host.lock'), '');
  takeHome(folder)();
});

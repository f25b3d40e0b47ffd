import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { builtFile, resolvePaths } from '#platform/paths';
import { createTokens } from './tokens.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-tokens-'));
  for (const folder of ['config', 'state']) await mkdir(join(home, folder));
});
afterEach(() => rm(home, { recursive: true }));

const open = () => createTokens({ paths: resolvePaths({ GANTRY_HOME: home }), log: createLog({ level: 'silent' }) });
const from = (room: string) => pathToFileURL(builtFile(`services/platform/${room}/index.js`)).href;

/**
 * Makes one token, and one more in which the process kills itself at its call number STEP of the file system: before
 * the call, or with half of the bytes written where it is a write.
 */
const program = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  let left = Infinity;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const half = (data) => (typeof data === 'string' ? data.slice(0, data.length / 2) : data.subarray(0, data.length / 2));
  const wrap = (holder, name, cutOff) => {
    const real = holder[name];
    holder[name] = (...args) => {
      left -= 1;
      if (left < 0) {
        cutOff?.(...args);
        die();
      }
      return real(...args);
    };
  };
  for (const name of ['open', 'fsync', 'close', 'chmod', 'chown', 'stat', 'realpath', 'rename', 'unlink', 'truncate', 'ftruncate', 'copyFile']) wrap(fs, name);
  wrap(fs, 'write', (fd, data) => fs.writeSync(fd, half(data)));
  for (const name of ['open', 'rename', 'truncate', 'rm', 'unlink', 'copyFile']) wrap(fs.promises, name);
  wrap(fs.promises, 'writeFile', (file, data) => fs.writeFileSync(file, half(data)));
  syncBuiltinESMExports();
  const { createTokens } = await import('${from('credentials')}');
  const { createLog } = await import('${from('log')}');
  const { resolvePaths } = await import('${from('paths')}');
  const tokens = await createTokens({ paths: resolvePaths(process.env), log: createLog({ level: 'silent' }) });
  const make = async (name) => {
    const { secret } = await tokens.create({ name, scopes: ['read'], expires_in_days: null, requests_per_minute: null }, 'x');
    fs.writeSync(1, secret + '\\n');
  };
  await make('before ' + process.env.STEP);
  left = Number(process.env.STEP);
  await make('during ' + process.env.STEP);
  left = Infinity;`;

async function dieAt(step: number): Promise<{ confirmed: string[]; wasKilled: boolean }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, GANTRY_HOME: home, STEP: String(step) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect([child.exitCode, child.signalCode]).toEqual(child.signalCode === null ? [0, null] : [null, 'SIGKILL']);
  return { confirmed: text.split('\n').slice(0, -1), wasKilled: child.signalCode !== null };
}

it('is whole after a kill at every step of a write, with every token that was confirmed', { timeout: 300_000 }, async () => {
  const confirmed: string[] = [];
  let steps = 0;
  for (; ; steps += 1) {
    const run = await dieAt(steps);
    confirmed.push(...run.confirmed);
    const tokens = await open();
    for (const secret of confirmed) expect(await tokens.verify(secret), `after step ${steps}`).toBeDefined();
    if (!run.wasKilled) break;
    expect(run.confirmed).toHaveLength(1);
  }
  // Two files, each opened, written, synced, closed and renamed.
  expect(steps).toBeGreaterThanOrEqual(10);
});

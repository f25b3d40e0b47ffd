import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandNameOf, hint, withLocalHints } from './hint.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-hint-'));
});
afterEach(() => rm(root, { recursive: true }));

async function makeCheckout(): Promise<void> {
  await mkdir(join(root, 'services', 'cli'), { recursive: true });
  await writeFile(join(root, 'services', 'cli', 'main.ts'), '');
}

it('is npm run inside a checkout, with the folder named outside of it', async () => {
  await makeCheckout();
  const program = join(root, 'dist', 'main.js');
  expect(commandNameOf({ root, cwd: root, program })).toBe('npm run gantry --');
  expect(commandNameOf({ root, cwd: join(root, 'docs'), program })).toBe('npm run gantry --');
  expect(commandNameOf({ root, cwd: tmpdir(), program })).toBe(`npm --prefix ${root} run gantry --`);
  expect(commandNameOf({ root, cwd: `${root}-two`, program })).toBe(`npm --prefix ${root} run gantry --`);
});

it('is gantry where it is installed, or was called so', async () => {
  expect(commandNameOf({ root, cwd: root, program: join(root, 'dist', 'main.js') })).toBe('gantry');
  await makeCheckout();
  expect(commandNameOf({ root, cwd: root, program: '/usr/local/bin/gantry' })).toBe('gantry');
});

it('rewrites the commands in a text of the host', () => {
  const text = 'See why with: npm run gantry -- why web; start it with: make run';
  expect(withLocalHints({ commandName: 'npm run gantry --' }, text)).toBe(text);
  expect(withLocalHints({ commandName: 'gantry' }, text)).toBe('See why with: gantry why web; start it with: gantry run');
  expect(hint({ commandName: 'gantry' }, 'tasks')).toBe('gantry tasks');
});

import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { writeCollection } from '../collection.ts';
import { environmentFor, type GantryProcess, makeHome, runCli, startGantry } from '../gantry-process.ts';

let home: string;
let remove: () => Promise<void>;
let gantry: GantryProcess | undefined;
beforeAll(async () => {
  ({ home, remove } = await makeHome());
});
afterAll(async () => {
  await gantry?.stop();
  await remove();
});

const cli = (...args: string[]) => runCli(home, args);
const json = async (...args: string[]) => {
  const { code, stdout } = await cli(...args, '--json');
  return { code, reply: JSON.parse(stdout) as Record<string, never> };
};

it('says that no host runs, with an exit code of its own', async () => {
  for (const command of [['status'], ['search', 'x'], ['index', home], ['tasks', 'list']]) {
    const { code, stderr } = await cli(...command);
    expect([command[0], code]).toEqual([command[0], 3]);
    expect(stderr).toContain('make run');
  }
  expect(await json('status')).toMatchObject({ code: 3, reply: { error: { code: 'host_unreachable' } } });
});

it('refuses what it does not know, with exit code 2', async () => {
  expect((await cli('serach', 'x')).code).toBe(2);
  expect((await cli('search')).code).toBe(2);
  expect((await cli('search', 'x', '--limit', 'many')).code).toBe(2);
});

it('indexes, searches and embeds on a real host', async () => {
  gantry = await startGantry(home);
  const folder = join(home, 'notes');
  await writeCollection(folder, 24);
  await writeFile(join(folder, 'picture.bin'), Buffer.from([0, 1, 2, 3, 0]));
  await mkdir(join(folder, 'drafts'));
  await writeFile(join(folder, 'drafts', 'draft.md'), 'not to be found');
  await writeFile(join(folder, '.gitignore'), 'drafts/\n');

  const indexed = await cli('index', folder, '--collection', 'notes');
  expect(indexed.code).toBe(0);
  expect(indexed.stdout).toMatch(/created 24/);
  expect(indexed.stdout).toContain('picture.bin');
  expect((await json('index', folder, '--collection', 'notes')).reply).toMatchObject({ result: { created: 0, unchanged: 24 } });

  const found = await json('search', 'how do I fix my bike', '--collection', 'notes', '--limit', '3');
  expect(found).toMatchObject({ code: 0, reply: { results: [{ title: expect.stringContaining('bicycle repair') }, {}, {}] } });
  expect((await cli('search', 'not to be found')).stdout).not.toContain('draft.md');

  const { stdout } = await cli('embed', 'hello world', '--json');
  const vector =
    stdout
      .match(/-?\d+\.\d+(?:e-?\d+)?/g)
      ?.map(Number)
      .slice(0, 384) ?? [];
  expect(Math.hypot(...vector)).toBeCloseTo(1, 3);
});

it('shows the state of all parts, and doctor finds nothing that is down', async () => {
  const status = await cli('status');
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('All 6 parts healthy')]);
  const doctor = await cli('doctor');
  expect(doctor.stdout).toContain('Node');
  expect(doctor.code).toBe(0);
});

it('opens the panel by a link that works once', async () => {
  const { code, stdout } = await cli('open');
  expect(code).toBe(0);
  const link = /http:\S+/.exec(stdout)?.[0] ?? '';
  const exchange = () =>
    fetch(`${new URL(link).origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: new URL(link).hash.replace('#open=', '') }),
    });
  expect((await exchange()).status).toBe(201);
  expect((await exchange()).status).toBe(401);
});

it('`run` without a display says why there is no window, prints the address alone on its line, and drains on Ctrl-C', async () => {
  await gantry?.stop();
  gantry = undefined;
  const child = spawn(process.execPath, [builtFile('services/cli/main.js'), 'run'], {
    env: environmentFor(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (all += chunk.toString()));
  while (!/^Gantry is ready: http:\/\/127\.0\.0\.1:\d+\/\S*$/m.test(stdout)) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(all).toMatch(/No window: .*DISPLAY/);
  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
});

import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GantryProcess, makeHome, runCli, startGantry } from '../gantry-process.ts';

/** The configuration by the command line on a real host, which starts again where a setting needs it. */
let home: string;
let remove: () => Promise<void>;
let gantry: GantryProcess;
beforeAll(async () => {
  ({ home, remove } = await makeHome());
  gantry = await startGantry(home);
});
afterAll(async () => {
  await gantry?.stop();
  await remove();
});

const cli = (...args: string[]) => runCli(home, args, { EDITOR: join(home, 'editor') });
const file = () => readFile(join(home, 'config', 'config.yaml'), 'utf8');
const editor = async (line: string) => {
  await writeFile(join(home, 'editor'), `#!/bin/sh\n${line}\n`);
  await chmod(join(home, 'editor'), 0o755);
};
const startedAt = async () =>
  (JSON.parse(await readFile(join(home, 'state', 'run', 'host.json'), 'utf8')) as { started_at: string }).started_at;

it('sets a value, follows the host through its restart and says that it is kept', async () => {
  const before = await startedAt();
  const { code, stdout, stderr } = await cli('config', 'set', 'server.sessionHours=5', '--watch', '0', '--reason', 'to see more');
  expect(stderr).toContain('+  sessionHours: 5');
  expect(stdout).toContain('The change is kept.');
  expect(code).toBe(0);
  expect(await startedAt()).not.toBe(before);
  expect((await cli('config', 'get', 'server.sessionHours')).stdout).toBe('5\n');
  expect((await cli('config', 'explain', 'server.sessionHours')).stdout).toMatch(/user +5 .*config\.yaml:\d+\n[\s\S]+to see more/);
  expect((await cli('config', 'drift')).code).toBe(0);
});

it('refuses what is not valid, by key and rule, and writes nothing', async () => {
  const before = await file();
  const wrong = await cli('config', 'set', 'log.level=loud');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('log.level') });
  expect(wrong.stderr.split('\n').filter((line) => line.includes('loud'))).toEqual([]);
  await writeFile(join(home, 'other.yaml'), 'log:\n  level: info\n  colour: red\n');
  const checked = await cli('config', 'check', join(home, 'other.yaml'));
  expect(checked).toMatchObject({ code: 2, stderr: expect.stringMatching(/other\.yaml:3: log\.colour /) });
  expect(await file()).toBe(before);
});

it('edits the file in an editor, keeps comments, and keeps what has mistakes', async () => {
  await editor('printf "# mine\\n" >> "$1" && sed -i "s/sessionHours: 5/sessionHours: 6/" "$1"');
  expect((await cli('config', 'edit', '--no-restart')).code).toBe(0);
  expect(await file()).toMatch(/sessionHours: 6\n# mine\n$/);
  expect((await cli('config')).stdout).toContain('Waits for a restart');
  await editor('sed -i "s/sessionHours: 6/sessionHours: loud/" "$1"');
  expect((await cli('config', 'edit')).code).toBe(2);
  expect(await file()).toContain('sessionHours: 6');
  const [folder = ''] = await readdir(join(home, 'state', 'edits'));
  expect(await readFile(join(home, 'state', 'edits', folder, 'config.yaml'), 'utf8')).toContain('loud');
});

it('starts the host again by name, and undoes a step of the history', async () => {
  const { code, stdout, stderr } = await cli('host', 'restart');
  expect(stderr).toContain('Counts afterwards: server.sessionHours');
  expect(stdout).toMatch(/^Gantry is ready: http/);
  expect(code).toBe(0);
  const { steps } = JSON.parse((await cli('config', 'history', '--json')).stdout) as { steps: { id: string; reason: string }[] };
  expect(steps.map(({ reason }) => reason)).toContain('to see more');
  expect((await cli('config', 'undo', steps[0]?.id ?? '', '--no-restart')).code).toBe(0);
  expect(await file()).toContain('sessionHours: 5');
  expect((await cli('config', 'history')).stdout).toMatch(/applied +undo/);
});

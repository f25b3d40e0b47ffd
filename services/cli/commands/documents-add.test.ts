import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Task } from '#contract';
import { plainEnvironment, runGantry } from '../testing/run-gantry.ts';
import { sampleTask, sampleTaskId } from '../testing/stack-samples.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';

let home: string;
let host: StandInHost;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  await writeFile(join(home, 'one.md'), '# One\nä');
  await writeFile(join(home, 'two.md'), 'Two');
  host.answers['documents.create'] = () => ({ id: sampleTaskId, chunks: 1, status: 'created' });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const add = (args: string[], stdin = '') =>
  runGantry({ args: ['documents', 'add', ...args], stdin, home, env: plainEnvironment(process.env) });

it('stores one file with its absolute path', async () => {
  expect(await add(['one.md', '--collection', 'notes', '--title', 'First'])).toMatchObject({
    code: 0,
    stdout: `created  ${sampleTaskId}  1 chunk\n`,
  });
  expect(host.asked).toEqual([
    {
      name: 'documents.create',
      input: { content: '# One\nä', source_path: join(home, 'one.md'), collection: 'notes', title: 'First', metadata: {} },
    },
  ]);
});

it('stores stdin without a path', async () => {
  expect((await add(['-', '--json'], 'from stdin')).code).toBe(0);
  expect(host.asked[0]?.input).toEqual({ content: 'from stdin', collection: 'default', metadata: {} });
});

it('stores several by a task and follows it', async () => {
  const done: Task = sampleTask({ state: 'succeeded', title: 'Store 2 documents' });
  host.answers['documents.create-many'] = () => sampleTask();
  host.answers['tasks.read'] = () => done;
  expect(await add(['one.md', 'two.md'])).toMatchObject({ code: 0, stdout: expect.stringContaining('succeeded  Store 2 documents') });
  expect(host.asked[0]).toMatchObject({
    name: 'documents.create-many',
    input: { documents: [{ content: '# One\nä' }, { content: 'Two' }] },
  });
});

it('refuses what is missing, no text, empty or a folder, and stores nothing of the others', async () => {
  await writeFile(join(home, 'picture.bin'), Buffer.from([0x89, 0x50, 0xff, 0]));
  await writeFile(join(home, 'empty.md'), ' \n');
  const cases: [string, number, string][] = [
    ['gone.md', 1, 'does not exist'],
    ['picture.bin', 1, 'not UTF-8 text'],
    ['empty.md', 2, 'is empty'],
    ['config', 1, 'is a folder'],
  ];
  for (const [file, code, text] of cases) {
    const run = await add(['one.md', file]);
    expect([file, run.code, run.stderr]).toEqual([file, code, expect.stringContaining(text)]);
  }
  expect((await add(['one.md', 'two.md', '--title', 'x'])).code).toBe(2);
  expect(host.asked).toEqual([]);
});

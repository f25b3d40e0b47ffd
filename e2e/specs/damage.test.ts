import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { writeCollection } from '../collection.ts';
import { type GantryProcess, makeHome, runCli, startGantry, waitFor } from '../gantry-process.ts';

const isRoot = process.getuid?.() === 0;
/** An ordinary user for what root may always do. */
const nobody = 65_534;
/** Whether that user can run what was built: a checkout below a closed folder cannot be entered. */
const canRunAsNobody =
  isRoot &&
  spawnSync(process.execPath, ['-e', 'fs.readFileSync(process.argv[1])', builtFile('services/host/main.js')], { uid: nobody, gid: nobody })
    .status === 0;
/** Mounting needs more than being root, e.g. in a container. */
const canMount = isRoot && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

let home: string;
let remove: () => Promise<void>;
let running: GantryProcess | undefined;
beforeEach(async () => {
  ({ home, remove } = await makeHome());
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await remove();
});

const start = async (...args: Parameters<typeof startGantry>) => {
  running = await startGantry(...args);
  return running;
};

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

it('a home that cannot be written is said so', async () => {
  await rm(join(home, 'config'), { recursive: true });
  await writeFile(join(home, 'config'), 'a file where the folder must be');
  const { code, stderr } = await runCli(home, ['serve']);
  expect(code).toBe(1);
  expect(stderr).toContain(join(home, 'config'));
  expect(stderr).toContain('GANTRY_HOME');
});

it('a mistake in the configuration names key, rule, file and line', async () => {
  await writeFile(join(home, 'config', 'config.yaml'), 'embeddings:\n  precision: int4\n');
  const { code, stderr } = await runCli(home, ['serve']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/embeddings\.precision.*config\.yaml:2/);
  expect(stderr).not.toContain('int4');
});

it('a damaged database is named, everything else goes on, and nothing of it is deleted', async () => {
  const first = await start(home);
  await first.client.call('documents.create', { content: 'precious' });
  await first.stop();
  const data = join(home, 'data');
  const control = (await allFiles(data)).find((file) => file.endsWith('pg_control')) ?? '';
  await truncate(control, 100);
  const before = (await allFiles(data)).length;

  const second = await start(home);
  expect(second.output()).toMatch(/not ready/);
  const health = await second.client.call('health.read', {});
  const database = health.parts.find(({ name }) => name === 'database');
  expect(database).toMatchObject({
    state: 'down',
    reason: expect.stringContaining(data),
    fix: expect.stringMatching(/[Nn]othing was deleted/),
  });
  expect(health.parts.find(({ name }) => name === 'search')).toMatchObject({ state: 'down', reason: expect.stringContaining('Database') });
  expect((await second.fetch('/readyz')).status).toBe(503);
  expect((await second.post('/documents', { content: 'x' })).status).toBe(503);
  expect((await second.post('/v1/embeddings', { input: 'x' })).status).toBe(200);
  await second.stop();
  expect((await stat(control)).size).toBe(100);
  expect((await allFiles(data)).length).toBe(before);
});

it('a damaged model cache is made anew', async () => {
  const first = await start(home);
  const embed = async (gantry: GantryProcess) =>
    ((await (await gantry.post('/embed', { inputs: 'the same text' })).json()) as number[][])[0];
  const vector = await embed(first);
  await first.stop();
  const models = (await allFiles(join(home, 'cache'))).filter((file) => file.endsWith('.onnx'));
  expect(models.length).toBeGreaterThan(0);
  for (const file of models) {
    const bytes = await readFile(file);
    bytes.fill(0, 1000, 2000);
    await writeFile(file, bytes);
  }
  const second = await start(home);
  expect(await embed(second)).toEqual(vector);
  await second.stop();
  for (const file of models) await truncate(file, 10);
  expect(await embed(await start(home))).toEqual(vector);
});

it.runIf(canRunAsNobody)(
  'a folder and a file without permission are named, the rest is indexed (needs root, to become an ordinary user)',
  async () => {
    const folder = join(home, 'notes');
    await writeCollection(folder, 12);
    await mkdir(join(folder, 'closed'));
    await writeFile(join(folder, 'closed', 'a.md'), 'nobody may read this');
    await writeFile(join(folder, 'secret.md'), 'nor this');
    await chmod(join(folder, 'closed'), 0o000);
    await chmod(join(folder, 'secret.md'), 0o000);
    execFileSync('chown', ['-R', `${nobody}:${nobody}`, home]);
    await chown(home, nobody, nobody);
    const gantry = await start(home, { uid: nobody, args: [builtFile('services/host/main.js')] });
    const { id } = await gantry.client.call('documents.index-folder', { path: folder });
    await waitFor(async () => (await gantry.client.call('tasks.read', { id })).ended_at !== undefined);
    const task = await gantry.client.call('tasks.read', { id });
    expect(task.state).toBe('succeeded');
    expect(task.result).toMatchObject({ created: 12, failed: 2 });
    expect(task.problems.filter(({ kind }) => kind === 'failed')).toEqual(
      [
        expect.objectContaining({ item: expect.stringContaining('closed'), code: 'permission_denied' }),
        expect.objectContaining({ item: expect.stringContaining('secret.md'), code: 'permission_denied' }),
      ].sort((a, b) => String(a.item).localeCompare(String(b.item))),
    );
    await expect(gantry.client.call('documents.index-folder', { path: join(folder, 'closed') })).rejects.toMatchObject({
      code: 'permission_denied',
      field: 'path',
    });
  },
);

it.runIf(canMount)(
  'a full disk stops a task cleanly; with space again it is resumed and nothing acknowledged is lost (needs a mount)',
  async () => {
    const small = join(home, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', small]);
    try {
      const gantry = await start(small);
      const folder = join(home, 'notes');
      await writeCollection(folder, 400);
      const { id: kept } = await gantry.client.call('documents.create', { content: 'kept through it all' });
      const { bavail, bsize } = await import('node:fs/promises').then(({ statfs }) => statfs(small));
      await writeFile(join(small, 'ballast'), Buffer.alloc(bavail * bsize - 64 * 1024));
      const { id } = await gantry.client.call('documents.index-folder', { path: folder });
      await waitFor(async () => (await gantry.client.call('tasks.read', { id })).ended_at !== undefined);
      const failed = await gantry.client.call('tasks.read', { id });
      expect(failed).toMatchObject({
        state: 'failed',
        resumable: true,
        error: { code: 'disk_full', fix: expect.stringContaining('space') },
      });

      await rm(join(small, 'ballast'));
      await waitFor(async () => {
        const { state } = await gantry.client.call('tasks.read', { id });
        if (state === 'failed') await gantry.client.call('tasks.resume', { id });
        return state === 'succeeded';
      }, 1000);
      expect((await gantry.client.call('documents.read', { id: kept })).content).toBe('kept through it all');
      expect((await gantry.client.call('collections.list', {})).collections.find(({ name }) => name === 'default')?.documents).toBe(401);
    } finally {
      await running?.stop();
      running = undefined;
      execFileSync('umount', ['-l', small]);
    }
  },
);

import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClientInput, GantryError, type Task } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { freePorts } from '../stack-home.ts';

/** Changes of the settings on a real host: what counts at once, what needs a start, and what is taken back. */
let home: string;
let remove: () => Promise<void>;
let gantry: GantryProcess;
let file: string;
const settings = '# mine\nstack:\n  engine: none # no containers here\nserver:\n  port: PORT # of the test\n';

beforeAll(async () => {
  ({ home, remove } = await makeHome());
  file = join(home, 'config', 'config.yaml');
  const [port] = await freePorts(1);
  await writeFile(file, settings.replace('PORT', String(port)));
  gantry = await startGantry(home, { env: { GANTRY_PORT: undefined } });
});
afterAll(async () => {
  await gantry.stop();
  await remove();
});

type Change = { key: string; value: unknown };
async function apply(changes: Change[], extra: Partial<ClientInput<'config.apply'>> = {}) {
  const { revision } = await gantry.client.call('config.read-document', { document: 'settings' });
  return gantry.client.call('config.apply', { document: 'settings', base_revision: revision, changes, watch_seconds: 2, ...extra });
}
async function ended(task: Task | null): Promise<Task> {
  const id = task?.id ?? '';
  // `interrupted` while the host starts again; it goes on by itself.
  const over = ['succeeded', 'failed', 'cancelled'];
  await waitFor(
    async () => over.includes((await gantry.client.call('tasks.read', { id })).state) && (await fetch(`${gantry.url}/readyz`)).ok,
    200,
  );
  return gantry.client.call('tasks.read', { id });
}
const entry = async (key: string) => (await gantry.client.call('config.explain', { key })).entry;

it('lets a setting that needs no restart count at once, and says so', async () => {
  const { step, task } = await apply([{ key: 'search.maxFileBytes', value: 2048 }], { reason: 'small files only' });
  expect(step).toMatchObject({ author: 'api-token', reason: 'small files only', state: 'watching' });
  expect((await entry('search.maxFileBytes')).running).toBe(2048);
  expect((await ended(task)).state).toBe('succeeded');
  const { steps } = await gantry.client.call('config.history', {});
  expect(steps[0]).toMatchObject({ state: 'kept', changed: [{ key: 'search.maxFileBytes', from: null, to: 2048 }] });
  expect(await readFile(file, 'utf8')).toContain('engine: none # no containers here');
});

it('explains a key by every layer with its place, in the file and above it', async () => {
  await ended((await apply([{ key: 'search.hnswM', value: 9 }], { watch_seconds: 0 })).task);
  const { entry: found, history } = await gantry.client.call('config.explain', { key: 'search.hnswM' });
  expect(found).toMatchObject({ value: 9, default: 16, origin: { layer: 'user', place: expect.stringMatching(/^config\.yaml:\d+$/) } });
  expect(found.layers.map(({ layer }) => layer)).toEqual(['default', 'user']);
  expect(history[0]?.changed[0]?.to).toBe(9);
  await expect(gantry.client.call('config.explain', { key: 'search.nothing' })).rejects.toMatchObject({ code: 'not_found' });
});

it('starts the host again for a setting that needs it, in the same process, and keeps it', async () => {
  const pid = gantry.child.pid;
  const { task } = await apply([{ key: 'server.sessionHours', value: 5 }]);
  const done = await ended(task);
  expect(done).toMatchObject({ state: 'succeeded', result: { kept: true, host_restarted: true } });
  expect((await entry('server.sessionHours')).running).toBe(5);
  expect(gantry.child.pid).toBe(pid);
  expect(gantry.child.exitCode).toBeNull();
});

it('only writes when asked, shows what waits, and counts after a restart', async () => {
  const { task } = await apply([{ key: 'server.sessionHours', value: 6 }], { restart: false });
  expect(task).toBeNull();
  expect((await gantry.client.call('config.read', {})).waits_for_restart).toEqual(['server.sessionHours']);
  expect((await gantry.client.call('config.drift', {})).drift).toContainEqual(
    expect.objectContaining({ key: 'server.sessionHours', where: 'host', expected: '6', actual: '5' }),
  );
  await gantry.client.call('host.restart', {});
  await waitFor(async () => (await gantry.client.call('config.read', {})).waits_for_restart.length === 0);
  expect((await entry('server.sessionHours')).running).toBe(6);
});

it('takes a change back when the host cannot start with it, and says why', async () => {
  const before = await readFile(file, 'utf8');
  const holder = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
  const { port } = holder.address() as { port: number };
  try {
    const { step, task } = await apply([{ key: 'server.port', value: port }]);
    const failed = await ended(task);
    expect(failed).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(`Port ${port} is in use`) } });
    expect(await readFile(file, 'utf8')).toBe(before);
    const { steps } = await gantry.client.call('config.history', {});
    expect(steps.slice(0, 2).map(({ kind, state, of }) => ({ kind, state, of }))).toEqual([
      { kind: 'rollback', state: 'applied', of: step?.id },
      { kind: 'edit', state: 'rolled_back', of: null },
    ]);
    expect(gantry.output()).toContain('server.port was set back');
  } finally {
    holder.close();
  }
});

it('takes a change back when health drops with it, and says what dropped', async () => {
  const before = await readFile(file, 'utf8');
  const [nothing] = await freePorts(1);
  const { task } = await apply([
    { key: 'storage.provider', value: 'external' },
    { key: 'storage.externalHost', value: '127.0.0.1' },
    { key: 'storage.externalPort', value: nothing },
    { key: 'storage.externalTls', value: 'off' },
  ]);
  const failed = await ended(task);
  expect(failed).toMatchObject({ state: 'failed', error: { message: expect.stringMatching(/Database was ok and is down/) } });
  expect(await readFile(file, 'utf8')).toBe(before);
  expect((await gantry.client.call('health.read', {})).storage).toBe('embedded');
});

it('keeps two editors from overwriting each other and merges what does not touch', async () => {
  const { revision: base } = await gantry.client.call('config.read-document', { document: 'settings' });
  await ended((await apply([{ key: 'search.hnswM', value: 8 }], { watch_seconds: 0 })).task);
  const late = { document: 'settings' as const, base_revision: base, changes: [{ key: 'search.chunkTokens', value: 100 }] };
  const refused = await gantry.client.call('config.apply', late).catch((error: GantryError) => error);
  expect(refused).toMatchObject({ code: 'config_changed', status: 409 });
  const preview = await gantry.client.call('config.preview', late);
  expect(preview.conflict).toMatchObject({ is_clean: true });
  await gantry.client.call('config.apply', { document: 'settings', base_revision: preview.revision, text: preview.text, watch_seconds: 0 });
  const text = await readFile(file, 'utf8');
  expect(text).toContain('hnswM: 8');
  expect(text).toContain('chunkTokens: 100');
});

it('undoes any step, also one that another program made', async () => {
  const first = await apply([{ key: 'search.hnswEfSearch', value: 80 }], { watch_seconds: 0 });
  await ended(first.task);
  await writeFile(file, (await readFile(file, 'utf8')).replace('# mine', '# still mine'));
  const undone = await gantry.client.call('config.undo', { id: first.step?.id as string, watch_seconds: 0 });
  expect(undone.step).toMatchObject({ kind: 'undo', of: first.step?.id });
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('hnswEfSearch');
  expect(text).toContain('# still mine');
  expect((await gantry.client.call('config.history', {})).steps.map(({ kind }) => kind)).toContain('outside');
});

it('refuses what cannot be, with key, rule and line, and writes nothing', async () => {
  const before = await readFile(file, 'utf8');
  const refuse = async (text: string) => {
    const { revision } = await gantry.client.call('config.read-document', { document: 'settings' });
    return gantry.client.call('config.apply', { document: 'settings', base_revision: revision, text }).catch((error: GantryError) => error);
  };
  expect(await refuse(`${before}log:\n  lvel: info\n`)).toMatchObject({
    code: 'config_invalid',
    field: 'log.lvel',
    message: expect.stringMatching(new RegExp(`config\\.yaml:${before.split('\n').length + 1}\\b`)),
  });
  expect(await refuse(`${before}log:\n  maxFileBytes: 1\n`)).toMatchObject({
    code: 'config_invalid',
    field: 'log.maxFileBytes',
    message: expect.stringMatching(/must be at least 65536.*config\.yaml:\d+/),
  });
  const both = await gantry.client
    .call('config.apply', { document: 'settings', base_revision: 'none', text: '', changes: [{ key: 'a.b', value: 1 }] })
    .catch((error: GantryError) => error);
  expect(both).toBeInstanceOf(GantryError);
  expect(await readFile(file, 'utf8')).toBe(before);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyTestHome, makeTestHome, makeTestStorage, removeTestHome } from '../test-storage.ts';
import { findPending, revertMigration } from './migrate.ts';
import { type Migration, readMigrations } from './migration-files.ts';

let template: string;
let home: string;
beforeAll(async () => {
  template = await makeTestHome();
  const rooms = await makeTestStorage(template);
  await rooms.start();
  await rooms.stop();
});
afterAll(() => removeTestHome(template));
beforeEach(async () => {
  home = await copyTestHome(template);
  return () => removeTestHome(home);
});

async function withMore(...more: string[]): Promise<Migration[]> {
  const known = await readMigrations();
  const added = more.map((up, at) => ({
    version: known.length + 1 + at,
    name: `more_${at}`,
    up,
    down: 'SELECT 1',
    sha256: `sha of ${up}`,
  }));
  return [...known, ...added];
}

const open = (migrations: Migration[]) => makeTestStorage(home, { testing: { readMigrations: async () => migrations } });

it('applies what is pending, remembers it, and takes it back by its other file', async () => {
  const migrations = await readMigrations();
  const rooms = await open(migrations);
  await rooms.start();
  const { storage } = rooms;
  expect(rooms.tasks.list({ limit: 10 })).toEqual([]);
  const rows = await storage.query('SELECT version, name, sha256, applied_at, duration_ms FROM schema_migrations ORDER BY version');
  expect(rows[0]).toMatchObject({ version: 1, name: 'documents', sha256: migrations[0]?.sha256, duration_ms: expect.any(Number) });
  expect(rows[0]?.applied_at).toBeInstanceOf(Date);
  for (const migration of migrations.toReversed()) await revertMigration(storage, migration);
  await expect(storage.query('SELECT 1 FROM documents')).rejects.toMatchObject({ code: '42P01' });
  expect(await findPending(storage, migrations)).toEqual(migrations);
  await rooms.stop();
  await rooms.start();
  expect(await rooms.storage.query('SELECT count(*) AS documents FROM documents')).toEqual([{ documents: 0 }]);
  await rooms.stop();
});

it('rolls a failing migration back, keeps those before it, names it, and applies it when corrected', async () => {
  const bad = await open(await withMore('CREATE TABLE kept (id int)', 'CREATE TABLE half (id int); SELECT 1 FROM nowhere'));
  await expect(bad.start()).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringMatching(/_more_1 failed and was rolled back.*nowhere/),
  });
  expect(await bad.storage.query("SELECT to_regclass('kept')::text AS kept, to_regclass('half')::text AS half")).toEqual([
    { kept: 'kept', half: null },
  ]);
  expect(bad.tasks.list({ limit: 1 })[0]).toMatchObject({
    state: 'failed',
    progress: { done: 1, total: 2 },
    error: { code: 'migration_failed', fix: expect.any(String) },
  });
  await bad.stop();
  const good = await open(await withMore('CREATE TABLE kept (id int)', 'CREATE TABLE half (id int)'));
  await good.start();
  expect(good.tasks.list({ limit: 1 })[0]).toMatchObject({
    state: 'succeeded',
    progress: { done: 1, total: 1 },
    result: { applied: ['more_1'] },
  });
  await good.stop();
});

it('refuses a migration that was changed since, and a database of a newer Gantry', async () => {
  const first = await open(await withMore('CREATE TABLE one (id int)'));
  await first.start();
  await first.stop();
  const changed = await open(await withMore('CREATE TABLE one (id bigint)'));
  await expect(changed.start()).rejects.toMatchObject({ code: 'migration_changed', message: expect.stringContaining('more_0') });
  await changed.stop();
  const older = await open(await readMigrations());
  await expect(older.start()).rejects.toMatchObject({
    code: 'migration_changed',
    message: expect.stringMatching(/newer Gantry.*more_0/),
    fix: expect.stringContaining('newer'),
  });
  await older.stop();
});

it('reads migration files whatever their line ends, and refuses gaps', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-migrations-'));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('0001_one.up.sql', 'SELECT 1;\n');
  await write('0001_one.down.sql', 'SELECT 2;\n');
  const [unix] = await readMigrations(folder);
  await write('0001_one.up.sql', 'SELECT 1;\r\n');
  const [windows] = await readMigrations(folder);
  expect(unix).toMatchObject({ version: 1, name: 'one', up: 'SELECT 1;\n', down: 'SELECT 2;\n' });
  expect(windows?.sha256).toBe(unix?.sha256);
  await write('0003_three.up.sql', 'SELECT 3;\n');
  await expect(readMigrations(folder)).rejects.toThrow('0003_three.up.sql should have the number 2');
  await rm(folder, { recursive: true });
});

import { GantryError } from '#contract';
import type { Queryable } from '../storage.ts';
import type { Migration } from './migration-files.ts';

export interface AppliedMigration {
  version: number;
  name: string;
  sha256: string;
}

/** Key of the advisory lock of all that changes the schema; any number no other program uses. */
const lockKey = 7_161_120_651;

/**
 * The migrations that are not applied yet, in order; makes the table that remembers them where there is none.
 * @throws GantryError `migration_changed` when an applied one differs from its file, or the database knows more than this Gantry
 */
export async function findPending(connection: Queryable, migrations: readonly Migration[]): Promise<Migration[]> {
  await connection.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(), duration_ms double precision NOT NULL)`);
  const applied = await readApplied(connection);
  for (const { version, name, sha256 } of applied) {
    const file = migrations.find((migration) => migration.version === version);
    if (file === undefined) throw newer(version, name);
    if (file.sha256 !== sha256) {
      throw new GantryError('migration_changed', { message: `Migration ${label(file)} was applied and its file has been changed since.` });
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  return migrations.filter(({ version }) => !done.has(version));
}

/** What is applied, in order. */
export async function readApplied(connection: Queryable): Promise<AppliedMigration[]> {
  return await connection.query<AppliedMigration & Record<string, unknown>>(
    'SELECT version, name, sha256 FROM schema_migrations ORDER BY version',
  );
}

/**
 * Applies one migration in a transaction of its own, under a lock; one that another program applied meanwhile is left alone.
 * @throws GantryError `migration_failed`, `disk_full`, `database_unavailable`; nothing of it is left
 */
export async function applyMigration(connection: Queryable, migration: Migration): Promise<void> {
  await inTransaction(connection, migration, async () => {
    const startedAt = performance.now();
    if ((await readApplied(connection)).some(({ version }) => version === migration.version)) return;
    await connection.query(migration.up);
    await connection.query('INSERT INTO schema_migrations (version, name, sha256, duration_ms) VALUES ($1, $2, $3, $4)', [
      migration.version,
      migration.name,
      migration.sha256,
      Math.round(performance.now() - startedAt),
    ]);
  });
}

/** Takes one applied migration back by its `down` file, in a transaction of its own. What it made is lost with its data. @throws as `applyMigration` */
export async function revertMigration(connection: Queryable, migration: Migration): Promise<void> {
  await inTransaction(connection, migration, async () => {
    const applied = await readApplied(connection);
    if (applied.at(-1)?.version !== migration.version) {
      throw new GantryError('conflict', { message: `Migration ${label(migration)} is not the last one that was applied.` });
    }
    await connection.query(migration.down);
    await connection.query('DELETE FROM schema_migrations WHERE version = $1', [migration.version]);
  });
}

async function inTransaction(connection: Queryable, migration: Migration, work: () => Promise<void>): Promise<void> {
  await connection.query('BEGIN');
  try {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    await work();
    await connection.query('COMMIT');
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => undefined);
    if (error instanceof GantryError) throw error;
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new GantryError('migration_failed', {
      message: `Migration ${label(migration)} failed and was rolled back: ${reason}.`,
      cause: error,
    });
  }
}

const label = ({ version, name }: Pick<Migration, 'version' | 'name'>) => `${String(version).padStart(4, '0')}_${name}`;

function newer(version: number, name: string): GantryError {
  return new GantryError('migration_changed', {
    message: `The database was used by a newer Gantry: its migration ${label({ version, name })} is not known here.`,
    fix: 'Use that newer Gantry again; this one leaves the database as it is.',
  });
}

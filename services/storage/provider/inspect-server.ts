import { GantryError } from '#contract';
import type { ServerWords } from '../describe-remote-error.ts';
import type { Queryable } from '../storage.ts';

/** Oldest major version of Postgres whose SQL this Gantry speaks; 14 is the oldest the Postgres project looked after when this was written. */
const oldestServer = 14;
/** hnsw.iterative_scan, which filtered searches need, came with pgvector 0.8. */
const oldestVector = [0, 8] as const;

/**
 * Looks whether a server can serve, without changing it.
 * @throws GantryError `database_extension_missing`, `database_unavailable` (too old, read-only, another encoding, not reachable)
 */
export async function inspectServer(database: Queryable, { name }: Pick<ServerWords, 'name'>): Promise<void> {
  const [about] = await database.query<{ version: number; encoding: string; is_replica: boolean; is_read_only: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
            pg_is_in_recovery() AS is_replica, current_setting('default_transaction_read_only') AS is_read_only`,
  );
  if (about === undefined) throw new GantryError('database_unavailable', { message: `${name} did not say what it is.` });
  const major = Math.floor(about.version / 10_000);
  if (major < oldestServer) {
    throw new GantryError('database_unavailable', {
      message: `${name} is version ${major}; Gantry needs ${oldestServer} or newer.`,
      fix: `Upgrade that server to Postgres ${oldestServer} or newer.`,
    });
  }
  if (about.encoding !== 'UTF8') {
    throw new GantryError('database_unavailable', {
      message: `${name}: the database has the encoding ${about.encoding}, which cannot hold every text.`,
      fix: "Make a database with: createdb --encoding=UTF8 --template=template0, and name that one in Gantry's settings.",
    });
  }
  if (about.is_replica || about.is_read_only === 'on') {
    throw new GantryError('database_unavailable', {
      message: `${name} takes no writes: it is read-only.`,
      fix: 'Use the primary server, not a replica.',
    });
  }
  await inspectVector(database, name);
}

async function inspectVector(database: Queryable, name: string): Promise<void> {
  const [extension] = await database.query<{ installed: string | null; offered: string | null }>(
    `SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS installed,
            (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS offered`,
  );
  const version = extension?.installed ?? extension?.offered ?? undefined;
  if (version === undefined) {
    throw new GantryError('database_extension_missing', {
      message: `${name} has no pgvector, which searches need.`,
      fix: 'Install the package of pgvector for that version of Postgres (Debian: postgresql-17-pgvector), or use an image that has it.',
    });
  }
  if (isVectorTooOld(version)) {
    throw new GantryError('database_extension_missing', {
      message: `${name} has pgvector ${version}; searches need ${oldestVector.join('.')} or newer.`,
      fix: 'Upgrade the package of pgvector there, then run: ALTER EXTENSION vector UPDATE',
    });
  }
}

/** Whether a version of pgvector lacks what searches use. */
export function isVectorTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestVector[0] || (major === oldestVector[0] && minor < oldestVector[1]);
}

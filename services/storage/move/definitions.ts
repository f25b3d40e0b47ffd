import { isSharedMemoryShort } from '../describe-remote-error.ts';
import type { Queryable } from '../storage.ts';
import type { Definition } from './move-note.ts';
import { type MovedTable, quote } from './moved-table.ts';

/** Kinds of index that are far quicker to build once than to fill row by row. */
const slowIndexes = ['hnsw', 'ivfflat', 'gin'];
/** The graph of some 100,000 chunks fits, so that it is built in memory. */
const buildMemory = '256MB';

const foreignKeys = `SELECT c.conrelid::regclass::text AS table, c.conname AS name, 'constraint' AS kind, pg_get_constraintdef(c.oid) AS sql
   FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'f' AND t.relname = ANY($1)
    AND t.relnamespace = current_schema()::regnamespace`;
const indexes = `SELECT i.indrelid::regclass::text AS table, c.relname AS name, 'index' AS kind, pg_get_indexdef(i.indexrelid) AS sql, a.amname AS method
   FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relname = ANY($1) AND t.relnamespace = current_schema()::regnamespace AND i.indisvalid
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))`;

/** Foreign keys, and indexes that no constraint brings with it. */
export async function readDefinitions(database: Queryable, tables: readonly MovedTable[]): Promise<(Definition & { method?: string })[]> {
  const names = tables.map(({ name }) => name);
  const constraints = await database.query<Definition>(foreignKeys, [names]);
  const found = await database.query<Definition & { method: string }>(indexes, [names]);
  return [...constraints.map((each) => ({ ...each, sql: each.sql.replace(/ NOT VALID$/, '') })), ...found];
}

/**
 * Takes off a target what would refuse or slow down rows that come in any order: foreign keys and slow indexes. Gives
 * what was taken.
 */
export async function takeOff(target: Queryable, tables: readonly MovedTable[]): Promise<Definition[]> {
  const taken: Definition[] = [];
  for (const { table, name, kind, sql, method } of await readDefinitions(target, tables)) {
    if (kind === 'constraint') await target.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quote(name)}`);
    else if (slowIndexes.includes(method ?? '')) await target.query(`DROP INDEX ${quote(name)}`);
    else continue;
    taken.push({ table, name, kind, sql });
  }
  return taken;
}

/** Builds the indexes that are missing, in the way `wanted` says. Cancelling waits for the one being built. */
export async function buildIndexes(
  target: Queryable,
  wanted: readonly Definition[],
  { tables, report, signal }: { tables: readonly MovedTable[]; report: (name: string) => void; signal: AbortSignal },
): Promise<number> {
  const present = new Set((await readDefinitions(target, tables)).map(({ name }) => name));
  const missing = wanted.filter(({ kind, name }) => kind === 'index' && !present.has(name));
  for (const { name, sql } of missing) {
    signal.throwIfAborted();
    report(name);
    // One that broke off half built stands in the way by its name.
    await target.query(`DROP INDEX IF EXISTS ${quote(name)}`);
    await build(target, sql);
  }
  return missing.length;
}

/** Side by side where the server can: a container often has too little shared memory for that, and then one after another. */
async function build(target: Queryable, sql: string): Promise<void> {
  await target.query("SELECT set_config('maintenance_work_mem', $1, true)", [buildMemory]);
  await target.query('SAVEPOINT before_build');
  try {
    await target.query(sql);
  } catch (error) {
    if (!isSharedMemoryShort(error)) throw error;
    await target.query('ROLLBACK TO SAVEPOINT before_build');
    await target.query('SET LOCAL max_parallel_maintenance_workers = 0');
    await target.query(sql);
  }
}

/**
 * Puts the foreign keys back, in force for every row to come; the rows there are those of the source, which has the same
 * keys, and are looked at after the switch so that nobody waits for it.
 */
export async function putBackConstraints(target: Queryable, tables: readonly MovedTable[], wanted: readonly Definition[]): Promise<void> {
  const present = new Set((await readDefinitions(target, tables)).map(({ name }) => name));
  for (const { kind, name, table, sql } of wanted) {
    if (kind !== 'constraint' || present.has(name)) continue;
    await target.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} ${sql} NOT VALID`);
  }
}

/** Looks at the rows of foreign keys that were put back without that. */
export async function validateConstraints(database: Queryable): Promise<void> {
  const open = await database.query<{ table: string; name: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
      WHERE contype = 'f' AND NOT convalidated AND connamespace = current_schema()::regnamespace`,
  );
  for (const { table, name } of open) await database.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${quote(name)}`);
}

/** The definitions of both, those of `first` where a name is in both. */
export function mergeDefinitions(first: readonly Definition[], second: readonly Definition[]): Definition[] {
  const merged = new Map([...second, ...first].map(({ table, name, kind, sql }) => [name, { table, name, kind, sql }]));
  return [...merged.values()];
}

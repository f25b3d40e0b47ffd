import { GantryError } from '#contract';
import { applyMigration, findPending } from '../migrate/migrate.ts';
import type { Migration } from '../migrate/migration-files.ts';
import type { Provider } from '../provider/provider.ts';
import type { Queryable } from '../storage.ts';
import { mergeDefinitions, readDefinitions, takeOff } from './definitions.ts';
import { type MoveNote, readNote, writeNote } from './move-note.ts';
import { commonTables, type MovedTable, readTables } from './moved-table.ts';
import { countRows, digestAll } from './row-hash.ts';

export interface PrepareOptions {
  source: Provider;
  target: Provider;
  migrations: readonly Migration[];
  /** Whether rows that are there may go. */
  replace: boolean;
  /** The target was in use until the last switch, which ended before it could write that down. */
  wasJustLeft: boolean;
  signal: AbortSignal;
}

export interface PreparedTarget {
  tables: MovedTable[];
  note: MoveNote;
  /** Whether rows go in without comparing first: there are none but those an earlier run brought. */
  isFresh: boolean;
}

/**
 * Looks at what the target holds, brings its schema up to date and makes it ready for rows. From here on it says of
 * itself that it is half a copy.
 * @throws GantryError `storage_not_empty` naming counts; nothing is changed then but the schema of an empty database
 */
export async function prepareTarget({ source, target, migrations, replace, wasJustLeft, signal }: PrepareOptions): Promise<PreparedTarget> {
  const wanted = await source.pool.withoutTimeout(readTables);
  await refuseForeignTables(target, wanted);
  signal.throwIfAborted();
  await target.pool.withoutTimeout(async (connection) => {
    for (const migration of await findPending(connection, migrations)) await applyMigration(connection, migration);
  });
  const tables = commonTables(wanted, await target.pool.withoutTimeout(readTables));
  const ofSource = await source.pool.withoutTimeout((connection) => readDefinitions(connection, tables));
  return target.pool.transaction(
    async (connection) => {
      const verdict = await judge(connection, tables, { title: target.title, wasJustLeft, replace });
      if (verdict.mustClear) await connection.query(`TRUNCATE ${tables.map(({ sql }) => sql).join(', ')}`);
      const taken = await takeOff(connection, tables);
      const note: MoveNote = {
        state: 'copying',
        rows: await countRows(connection, tables),
        digests: {},
        // The source may have its vector index with other numbers than the migrations say.
        definitions: mergeDefinitions(ofSource, [...taken, ...(verdict.note?.definitions ?? [])]),
      };
      await writeNote(connection, note);
      return { tables, note, isFresh: verdict.isFresh };
    },
    { timeoutMs: 0 },
  );
}

interface Verdict {
  isFresh: boolean;
  mustClear: boolean;
  note: MoveNote | undefined;
}

async function judge(
  target: Queryable,
  tables: readonly MovedTable[],
  { title, wasJustLeft, replace }: { title: string; wasJustLeft: boolean; replace: boolean },
): Promise<Verdict> {
  const note = await readNote(target);
  const rows = await countRows(target, tables);
  if (tables.every(({ name }) => rows[name] === 0)) return { isFresh: true, mustClear: false, note };
  const isHalf = note?.state === 'copying' || note?.state === 'ready';
  if (isHalf && tables.every(({ name }) => rows[name] === note.rows[name])) return { isFresh: true, mustClear: false, note };
  if (wasJustLeft && note === undefined) return { isFresh: false, mustClear: false, note };
  if (note?.state === 'left' && (await isAsLeft(target, tables, note))) return { isFresh: false, mustClear: false, note };
  if (replace) return { isFresh: true, mustClear: true, note };
  const counts = tables.map(({ name }) => `${rows[name]} ${name}`).join(', ');
  throw new GantryError('storage_not_empty', {
    message: `There are ${counts} in ${title} that were not copied from here.`,
    fix: 'To lose them, switch with replace (--replace on the command line); to keep them, use another database.',
  });
}

async function isAsLeft(target: Queryable, tables: readonly MovedTable[], note: MoveNote): Promise<boolean> {
  const now = await digestAll(target, tables);
  return tables.every(({ name }) => now[name]?.rows === note.digests[name]?.rows && now[name]?.sum === note.digests[name]?.sum);
}

/** Tables of our names that our migrations did not make belong to another program, and are not touched whatever was asked. */
async function refuseForeignTables(target: Provider, wanted: readonly MovedTable[]): Promise<void> {
  const names = ['schema_migrations', ...wanted.map(({ name }) => name)];
  const there = await target.pool.query<{ name: string; is_ours: boolean }>(
    `SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'sha256') AS is_ours
       FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'p', 'm') AND c.relname = ANY($1)`,
    [names],
  );
  const migrations = there.find(({ name }) => name === 'schema_migrations');
  if (there.length === 0 || migrations?.is_ours) return;
  throw new GantryError('storage_not_empty', {
    message: `In ${target.title} another program has tables named ${there.map(({ name }) => name).join(', ')}.`,
    fix: 'Use a database of its own for Gantry: make one with createdb, and name it in the settings.',
  });
}

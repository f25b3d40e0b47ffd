import type { Queryable } from '../storage.ts';
import { type MovedTable, quote } from './moved-table.ts';

/** Keys by the name of their table. */
export type Keys = Map<string, Set<string>>;

const functionOf = (table: MovedTable) => quote(`storage_note_${table.name}`);
const triggerName = 'storage_note_change';

/**
 * Has the source write down the key of every row that changes from now on, deletions and cascades included, whoever
 * changes it. Begins anew where an earlier one was left behind.
 */
export async function startChangeLog(source: Queryable, tables: readonly MovedTable[]): Promise<void> {
  await stopChangeLog(source);
  await source.query(
    'CREATE TABLE storage_changes (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name text NOT NULL, key text NOT NULL)',
  );
  for (const table of tables) {
    const note = (row: 'OLD' | 'NEW') =>
      `INSERT INTO storage_changes (table_name, key) VALUES (TG_TABLE_NAME, ${row}.${table.key.sql}::text);`;
    await source.query(
      `CREATE OR REPLACE FUNCTION ${functionOf(table)}() RETURNS trigger LANGUAGE plpgsql AS $note$ BEGIN
         IF TG_OP <> 'INSERT' THEN ${note('OLD')} END IF;
         IF TG_OP <> 'DELETE' THEN ${note('NEW')} END IF;
         RETURN NULL;
       END $note$`,
    );
    await source.query(
      `CREATE TRIGGER ${triggerName} AFTER INSERT OR UPDATE OR DELETE ON ${table.sql} FOR EACH ROW EXECUTE FUNCTION ${functionOf(table)}()`,
    );
  }
}

/** Takes it away with all its triggers; does nothing where there is none. */
export async function stopChangeLog(source: Queryable): Promise<void> {
  const triggers = await source.query<{ table_name: string; function_name: string }>(
    `SELECT t.tgrelid::regclass::text AS table_name, t.tgfoid::regproc::text AS function_name FROM pg_trigger t
      WHERE t.tgname = $1 AND NOT t.tgisinternal`,
    [triggerName],
  );
  for (const { table_name, function_name } of triggers) {
    await source.query(`DROP TRIGGER IF EXISTS ${triggerName} ON ${table_name}`);
    await source.query(`DROP FUNCTION IF EXISTS ${function_name}()`);
  }
  await source.query('DROP TABLE IF EXISTS storage_changes');
}

/** Takes up to `limit` keys out of the log; within a transaction that is rolled back they stay. */
export async function takeChanges(source: Queryable, limit: number): Promise<{ keys: Keys; taken: number }> {
  const rows = await source.query<{ table_name: string; key: string }>(
    `DELETE FROM storage_changes WHERE seq IN (SELECT seq FROM storage_changes ORDER BY seq LIMIT ${limit}) RETURNING table_name, key`,
  );
  const keys: Keys = new Map();
  for (const { table_name, key } of rows) addKeys(keys, table_name, [key]);
  return { keys, taken: rows.length };
}

export function addKeys(keys: Keys, table: string, added: Iterable<string>): void {
  const present = keys.get(table) ?? new Set();
  keys.set(table, present);
  for (const key of added) present.add(key);
}

export function countKeys(keys: Keys): number {
  return [...keys.values()].reduce((sum, { size }) => sum + size, 0);
}

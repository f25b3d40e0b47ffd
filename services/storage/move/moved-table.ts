import { GantryError } from '#contract';
import type { Queryable } from '../storage.ts';

/** A table whose rows move, as the catalogue has it. Names are quoted for SQL already. */
export interface MovedTable {
  /** As people know it, and quoted. */
  name: string;
  sql: string;
  key: { sql: string; type: string; isText: boolean };
  columns: { sql: string; type: string; send: string }[];
}

/** Tables of the storage room itself: each database keeps its own. */
const ownTables = ['schema_migrations', 'storage_move', 'storage_changes'];

interface ColumnRow {
  table_name: string;
  column_name: string;
  type: string;
  send: string;
  is_text: boolean;
  is_key: boolean | null;
  key_columns: number | null;
}

/**
 * Every table of the schema in use, with the columns a row is made of; generated ones make themselves. A table comes
 * after those it refers to: writers lock in that order too, so nobody waits for each other in a circle.
 */
export async function readTables(database: Queryable): Promise<MovedTable[]> {
  const rows = await database.query<ColumnRow>(
    `SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS type,
            t.typsend::regproc::text AS send, a.attcollation <> 0 AS is_text,
            a.attnum = ANY(k.conkey) AS is_key, cardinality(k.conkey) AS key_columns
       FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> ALL($1)
      ORDER BY c.relname, a.attname`,
    [ownTables],
  );
  const names = [...new Set(rows.map((row) => row.table_name))];
  const sorted = sortByReference(names, await database.query<Reference>(references));
  return sorted.map((name) =>
    toTable(
      name,
      rows.filter((row) => row.table_name === name),
    ),
  );
}

interface Reference {
  table_name: string;
  refers_to: string;
}

const references = `SELECT c.relname AS table_name, p.relname AS refers_to FROM pg_constraint k
   JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
  WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND c.oid <> p.oid`;

/** Tables that refer to each other in a circle come last. */
function sortByReference(names: readonly string[], all: readonly Reference[]): string[] {
  const sorted: string[] = [];
  for (let before = -1; before < sorted.length; ) {
    before = sorted.length;
    for (const name of names) {
      const waits = all.some(({ table_name, refers_to }) => table_name === name && !sorted.includes(refers_to));
      if (!waits && !sorted.includes(name)) sorted.push(name);
    }
  }
  return [...sorted, ...names.filter((name) => !sorted.includes(name))];
}

function toTable(name: string, rows: readonly ColumnRow[]): MovedTable {
  const key = rows.find((row) => row.is_key === true);
  return {
    name,
    sql: quote(name),
    // A table without a key of one column has none here; `commonTables` refuses it where it is one of Gantry's.
    key:
      key === undefined || key.key_columns !== 1
        ? { sql: '', type: '', isText: false }
        : { sql: quote(key.column_name), type: key.type, isText: key.is_text },
    columns: rows.map(({ column_name, type, send }) => ({ sql: quote(column_name), type, send })),
  };
}

/**
 * The tables that both databases have: Gantry's, for the schema of both was made by its migrations just before.
 * @throws GantryError `migration_changed` when a table is not the same on both sides
 */
export function commonTables(source: readonly MovedTable[], target: readonly MovedTable[]): MovedTable[] {
  const common: MovedTable[] = [];
  for (const table of source) {
    const other = target.find(({ name }) => name === table.name);
    if (other === undefined) continue;
    if (JSON.stringify(other) !== JSON.stringify(table)) {
      throw new GantryError('migration_changed', {
        message: `The table ${table.name} does not have the same columns in both databases.`,
        fix: 'It was changed by hand. Give it the columns the migrations make.',
      });
    }
    if (table.key.sql === '') throw new Error(`The table ${table.name} has no key of one column; moving it is not written yet`);
    common.push(table);
  }
  return common;
}

/** Order and ranges of keys must be the same in both databases, whatever language they sort by. */
export function keySql({ key }: MovedTable): string {
  return key.isText ? `${key.sql} COLLATE "C"` : key.sql;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import type { Queryable } from '../storage.ts';
import { keySql, type MovedTable } from './moved-table.ts';
import { type KeyRange, rangeSql } from './row-hash.ts';

/** Values of a row as text, in the order of the table's columns. */
export type TextRow = readonly (string | null)[];

/** Rows of one step: about 50 ms of the embedded database, and others get their turn after it. */
const stepRows = 250;
/** Bytes of one step as the database keeps them (long texts compressed), so that long documents do not fill the memory. */
const stepBytes = 4 * 1024 * 1024;
/** Rows of one step where only hashes travel. */
const hashRows = 1000;

/** The last key of the next step after `after`; undefined when there are no more rows. */
export async function nextKey(source: Queryable, table: MovedTable, after: string | undefined): Promise<string | undefined> {
  const { where, parameters } = rangeSql(table, { after, upTo: undefined });
  const order = keySql(table);
  const bytes = table.columns.map(({ sql }) => `coalesce(pg_column_size(${sql}), 0)`).join(' + ');
  const [row] = await source.query<{ key: string }>(
    `SELECT key FROM (
        SELECT ${table.key.sql}::text AS key, row_number() OVER (ORDER BY ${order}) AS place, sum(bytes) OVER (ORDER BY ${order}) AS total
          FROM (SELECT ${table.key.sql}, (${bytes})::bigint AS bytes FROM ${table.sql} ${where} ORDER BY ${order} LIMIT ${stepRows}) AS ahead
      ) AS measured WHERE total <= ${stepBytes} OR place = 1 ORDER BY place DESC LIMIT 1`,
    parameters,
  );
  return row?.key;
}

/** As `nextKey`, for a step in which rows are only looked at. */
export async function nextHashKey(source: Queryable, table: MovedTable, after: string | undefined): Promise<string | undefined> {
  const { where, parameters } = rangeSql(table, { after, upTo: undefined });
  const order = keySql(table);
  const [row] = await source.query<{ key: string | null }>(
    `SELECT (array_agg(key))[count(*)] AS key FROM (
        SELECT ${table.key.sql}::text AS key FROM ${table.sql} ${where} ORDER BY ${order} LIMIT ${hashRows}) AS ahead`,
    parameters,
  );
  return row?.key ?? undefined;
}

/** The largest key, where copying goes on. */
export async function lastKey(database: Queryable, table: MovedTable): Promise<string | undefined> {
  const [row] = await database.query<{ key: string }>(
    `SELECT ${table.key.sql}::text AS key FROM ${table.sql} ORDER BY ${keySql(table)} DESC LIMIT 1`,
  );
  return row?.key;
}

/** Rows of a range; the text of each value is exact, of vectors too (shortest digits that give the same bits back). */
export async function readRange(source: Queryable, table: MovedTable, range: KeyRange): Promise<TextRow[]> {
  const { where, parameters } = rangeSql(table, range);
  return toRows(await source.query(`SELECT ${textColumns(table)} FROM ${table.sql} ${where}`, parameters), table);
}

/** Rows of those of the keys that are there. */
export async function readKeys(source: Queryable, table: MovedTable, keys: readonly string[]): Promise<TextRow[]> {
  const rows = await source.query(
    `SELECT ${textColumns(table)} FROM ${table.sql} WHERE ${table.key.sql} = ANY($1::text[]::${table.key.type}[])`,
    [keys],
  );
  return toRows(rows, table);
}

export async function deleteKeys(target: Queryable, table: MovedTable, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const gone = await target.query(
    `DELETE FROM ${table.sql} WHERE ${table.key.sql} = ANY($1::text[]::${table.key.type}[]) RETURNING 1 AS gone`,
    [keys],
  );
  return gone.length;
}

/**
 * Inserts rows and gives the keys of those that are stored. `skip` passes over a row that another one stands in the
 * way of: the source has changed between two steps, and what is skipped is put right later.
 */
export async function insertRows(
  target: Queryable,
  table: MovedTable,
  { rows, mode }: { rows: readonly TextRow[]; mode: 'skip' | 'strict' },
) {
  if (rows.length === 0) return [];
  const names = table.columns.map(({ sql }) => sql).join(', ');
  const values = table.columns.map(({ type }, at) => `r.c${at}::${type}`).join(', ');
  const arrays = table.columns.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const aliases = table.columns.map((_, at) => `c${at}`).join(', ');
  const stored = await target.query<{ key: string }>(
    `INSERT INTO ${table.sql} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM unnest(${arrays}) AS r(${aliases})
     ${mode === 'skip' ? 'ON CONFLICT DO NOTHING' : ''} RETURNING ${table.key.sql}::text AS key`,
    table.columns.map((_, at) => rows.map((row) => row[at] ?? null)),
  );
  return stored.map(({ key }) => key);
}

function textColumns({ columns }: MovedTable): string {
  return columns.map(({ sql }, at) => `${sql}::text AS c${at}`).join(', ');
}

function toRows(rows: readonly Record<string, unknown>[], { columns }: MovedTable): TextRow[] {
  return rows.map((row) => columns.map((_, at) => row[`c${at}`] as string | null));
}

import type { Queryable } from '../storage.ts';
import { keySql, type MovedTable } from './moved-table.ts';

/** Keys after `after` up to `upTo`, both as text; undefined is no bound. */
export interface KeyRange {
  after: string | undefined;
  upTo: string | undefined;
}

/** How many rows, and the sum of their hashes as a whole number in text: the same in whatever order they lie. */
export interface Digest {
  rows: number;
  sum: string;
}

/**
 * Hash of a row as 64 bits. Made of the binary form of each value, so a vector counts bit by bit and no setting of a
 * server (language, time zone, digits) changes it.
 */
export function rowHashSql({ columns }: MovedTable): string {
  const values = columns.map(({ sql, send }) => `coalesce(sha256(${send}(${sql})), '\\x00'::bytea)`).join(' || ');
  return `('x' || encode(substring(sha256(${values}) FOR 8), 'hex'))::bit(64)::bigint`;
}

/** A condition on the key; `parameters` are its values from `$1` on. */
export function rangeSql(table: MovedTable, { after, upTo }: KeyRange): { where: string; parameters: string[] } {
  const parameters: string[] = [];
  const bound = (operator: string, value: string) => {
    parameters.push(value);
    return `${keySql(table)} ${operator} $${parameters.length}::${table.key.type}`;
  };
  const parts = [...(after === undefined ? [] : [bound('>', after)]), ...(upTo === undefined ? [] : [bound('<=', upTo)])];
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, parameters };
}

export async function digestOf(database: Queryable, table: MovedTable, range: KeyRange): Promise<Digest> {
  const { where, parameters } = rangeSql(table, range);
  const [row] = await database.query<Digest>(
    `SELECT count(*)::int AS rows, coalesce(sum(${rowHashSql(table)}), 0)::text AS sum FROM ${table.sql} ${where}`,
    parameters,
  );
  return row ?? { rows: 0, sum: '0' };
}

export async function digestOfKeys(database: Queryable, table: MovedTable, keys: readonly string[]): Promise<Digest> {
  const [row] = await database.query<Digest>(
    `SELECT count(*)::int AS rows, coalesce(sum(${rowHashSql(table)}), 0)::text AS sum FROM ${table.sql}
      WHERE ${table.key.sql} = ANY($1::text[]::${table.key.type}[])`,
    [keys],
  );
  return row ?? { rows: 0, sum: '0' };
}

/** Key and hash of each row of a range. */
export async function hashesOf(database: Queryable, table: MovedTable, range: KeyRange): Promise<Map<string, string>> {
  const { where, parameters } = rangeSql(table, range);
  const rows = await database.query<{ key: string; hash: string }>(
    `SELECT ${table.key.sql}::text AS key, ${rowHashSql(table)}::text AS hash FROM ${table.sql} ${where}`,
    parameters,
  );
  return new Map(rows.map(({ key, hash }) => [key, hash]));
}

export async function countRows(database: Queryable, tables: readonly MovedTable[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await database.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table.sql}`);
    counts[table.name] = row?.rows ?? 0;
  }
  return counts;
}

export async function digestAll(database: Queryable, tables: readonly MovedTable[]): Promise<Record<string, Digest>> {
  const digests: Record<string, Digest> = {};
  for (const table of tables) digests[table.name] = await digestOf(database, table, { after: undefined, upTo: undefined });
  return digests;
}

import type { Queryable } from '../storage.ts';
import type { MovedTable } from './moved-table.ts';

/** What is asked for on both sides: the rows nearest to a stored vector. */
export interface SampleSearch {
  table: MovedTable;
  column: string;
  /** Text of the vector, as the database writes it. */
  vector: string;
}

interface Neighbour {
  key: string;
  distance: number;
}

const searchesPerColumn = 5;
const neighbours = 10;
/** The two servers may add up in another order, which shows in the last digits of a 32-bit sum. */
const toleratedDistance = 1e-5;

/** Picks vectors to search for: the first by key, and keys are random. */
export async function pickSearches(source: Queryable, tables: readonly MovedTable[]): Promise<SampleSearch[]> {
  const searches: SampleSearch[] = [];
  for (const table of tables) {
    for (const { sql } of table.columns.filter(({ send }) => /(^|\.)vector_send$/.test(send))) {
      const rows = await source.query<{ vector: string }>(
        `SELECT ${sql}::text AS vector FROM ${table.sql} ORDER BY ${table.key.sql} LIMIT ${searchesPerColumn}`,
      );
      searches.push(...rows.map(({ vector }) => ({ table, column: sql, vector })));
    }
  }
  return searches;
}

/** Whether both sides find the same rows by reading every vector. Gives how many searches do not agree. */
export async function countDisagreements(source: Queryable, target: Queryable, searches: readonly SampleSearch[]): Promise<number> {
  let disagreements = 0;
  for (const search of searches) {
    const [here, there] = await Promise.all([nearest(source, search), nearest(target, search)]);
    if (!isSame(here, there)) disagreements += 1;
  }
  return disagreements;
}

async function nearest(database: Queryable, { table, column, vector }: SampleSearch): Promise<Neighbour[]> {
  // The distances in a step of their own, so that no index answers: an index is approximate.
  return await database.query<Neighbour & Record<string, unknown>>(
    `WITH measured AS MATERIALIZED (SELECT ${table.key.sql} AS key, ${column} <=> $1::vector AS distance FROM ${table.sql})
     SELECT key::text AS key, distance FROM measured ORDER BY distance, key LIMIT ${neighbours}`,
    [vector],
  );
}

/** Rows at the same distance may stand in either order, and either may be the last that counts. */
function isSame(here: readonly Neighbour[], there: readonly Neighbour[]): boolean {
  if (here.length !== there.length) return false;
  const furthest = here.at(-1)?.distance ?? 0;
  const isNear = (a: number, b: number) => Math.abs(a - b) <= toleratedDistance || (Number.isNaN(a) && Number.isNaN(b));
  if (!here.every(({ distance }, at) => isNear(distance, there[at]?.distance ?? Number.POSITIVE_INFINITY))) return false;
  const keys = new Set(there.map(({ key }) => key));
  return here.every(({ key, distance }) => keys.has(key) || isNear(distance, furthest));
}

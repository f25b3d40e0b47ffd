import type { Config, ParsedInput } from '#contract';
import type { Queryable, Storage } from '#storage';
import { expectStorable } from './expect-storable.ts';
import { vectorText } from './vector-text.ts';

/** A passage found; `distance` is the cosine distance, 0 to 2. */
export interface Hit {
  chunk_id: string;
  document_id: string;
  content: string;
  start_char: number;
  title: string;
  source_path: string | null;
  collection: string;
  metadata: Record<string, unknown>;
  distance: number;
}

export type VectorQuery = Pick<ParsedInput<'search.vector'>, 'limit' | 'collection' | 'filter'> & {
  /** Unit length. */
  vector: ArrayLike<number>;
  /**
   * `auto` (the default) leaves it to Postgres, which reads every vector where that is quicker, as among few thousand.
   * `index` and `exact` insist; `exact` is the truth an index is measured against.
   */
  way?: 'auto' | 'index' | 'exact';
};

export interface VectorSearch {
  /** Passages nearest first; as many as `limit` when there are so many. */
  find(query: VectorQuery): Promise<Hit[]>;
  /** Which way Postgres plans for a search of everything. */
  plannedWay(query: Pick<VectorQuery, 'vector' | 'limit' | 'way'>): Promise<'index' | 'exact'>;
}

/** Up to so many chunks that fit a filter are compared one by one: exact, and quicker than an index scan that throws most away. */
const fewChunks = 2000;
/** pgvector's largest `hnsw.ef_search`. */
const largestEfSearch = 1000;

export function createVectorSearch({
  config,
  storage,
}: {
  config: Pick<Config['search'], 'hnswEfSearch'>;
  storage: Storage;
}): VectorSearch {
  async function chooseScan(connection: Queryable, { limit, way = 'auto' }: Pick<VectorQuery, 'limit' | 'way'>): Promise<void> {
    const efSearch = Math.min(largestEfSearch, Math.max(config.hnswEfSearch, limit));
    // strict_order: the scan goes on past what a filter (or a deleted row) takes away, nearest first. pgvector 0.8 and later.
    await connection.query(
      "SELECT set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'strict_order', true), set_config('enable_seqscan', $2, true)",
      [String(efSearch), way === 'index' ? 'off' : 'on'],
    );
  }

  return {
    async find(query) {
      if (query.filter !== undefined) expectStorable(query.filter, 'filter');
      const { limit } = query;
      const vector = vectorText(query.vector);
      const { where, parameters } = conditions(query, 2);
      const run = (connection: Queryable, sql: string) => connection.query<Hit>(sql, [vector, limit, ...parameters]);
      return storage.transaction(async (connection) => {
        if (query.way === 'exact' || (where !== '' && (await isFew(connection, query)))) return run(connection, exactSql(where));
        await chooseScan(connection, query);
        const hits = await run(connection, indexSql(where));
        // Fewer than asked: all there are, or the scan gave up early. Reading them all tells.
        return hits.length < limit ? run(connection, exactSql(where)) : hits;
      });
    },
    async plannedWay(query) {
      const plan = await storage.transaction(async (connection) => {
        await chooseScan(connection, query);
        return connection.query(`EXPLAIN ${indexSql('')}`, [vectorText(query.vector), query.limit]);
      });
      return JSON.stringify(plan).includes('Index Scan using chunks_embedding') ? 'index' : 'exact';
    },
  };
}

async function isFew(connection: Queryable, query: VectorQuery): Promise<boolean> {
  const { where, parameters } = conditions(query, 0);
  const [row] = await connection.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM (SELECT 1 FROM chunks c JOIN documents d ON d.id = c.document_id
       ${where} LIMIT ${fewChunks + 1}) AS fitting`,
    parameters,
  );
  return (row?.found ?? 0) <= fewChunks;
}

/** The filter as SQL; `before` is the number of parameters that stand before its own. */
function conditions(
  { collection, filter }: Pick<VectorQuery, 'collection' | 'filter'>,
  before: number,
): { where: string; parameters: unknown[] } {
  const parts: string[] = [];
  const parameters: unknown[] = [];
  if (collection !== undefined) {
    parameters.push(collection);
    parts.push(`d.collection = $${before + parameters.length}`);
  }
  if (filter !== undefined && Object.keys(filter).length > 0) {
    parameters.push(JSON.stringify(filter));
    parts.push(`d.metadata @> $${before + parameters.length}::jsonb`);
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, parameters };
}

const hitColumns = `found.id AS chunk_id, found.document_id, found.content, found.start_char, found.distance,
  d.title, d.source_path, d.collection, d.metadata`;
const hitOrder = 'ORDER BY found.distance, found.document_id, found.ordinal';

function indexSql(where: string): string {
  return `SELECT ${hitColumns} FROM (
      SELECT c.id, c.document_id, c.ordinal, c.content, c.start_char, c.embedding <=> $1::vector AS distance
        FROM chunks c ${where === '' ? '' : `JOIN documents d ON d.id = c.document_id ${where}`}
       ORDER BY c.embedding <=> $1::vector LIMIT $2
    ) AS found JOIN documents d ON d.id = found.document_id ${hitOrder}`;
}

/** Distances first, in a step of their own that no index can take over; the rows of the best after it. */
function exactSql(where: string): string {
  return `WITH measured AS MATERIALIZED (
      SELECT c.id, c.document_id, c.ordinal, c.embedding <=> $1::vector AS distance
        FROM chunks c ${where === '' ? '' : `JOIN documents d ON d.id = c.document_id ${where}`}
    ), best AS MATERIALIZED (
      SELECT * FROM measured ORDER BY distance, document_id, ordinal LIMIT $2
    )
    SELECT ${hitColumns} FROM (
      SELECT best.*, c.content, c.start_char FROM best JOIN chunks c ON c.id = best.id
    ) AS found JOIN documents d ON d.id = found.document_id ${hitOrder}`;
}

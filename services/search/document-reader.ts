import { type DocumentSummary, GantryError, type Output, type ParsedInput } from '#contract';
import type { Storage } from '#storage';
import { expectStorable } from './expect-storable.ts';
import { parseCursor, toCursor } from './list-cursor.ts';

export interface DocumentReader {
  list(input: ParsedInput<'documents.list'>): Promise<Output<'documents.list'>>;
  /** @throws GantryError `not_found` */
  read(id: string): Promise<Output<'documents.read'>>;
  collections(): Promise<Output<'collections.list'>>;
  /** Documents and chunks there are. */
  sizes(): Promise<{ documents: number; chunks: number }>;
}

interface SummaryRow extends Omit<DocumentSummary, 'created_at' | 'updated_at'> {
  created_at: Date;
  updated_at: Date;
}

const summaryColumns = `d.id, d.title, d.source_path, d.collection, char_length(d.content) AS content_chars, d.created_at, d.updated_at,
  (SELECT count(*)::int FROM chunks c WHERE c.document_id = d.id) AS chunks`;

/** Reads documents; writes nothing. */
export function createDocumentReader({ storage }: { storage: Storage }): DocumentReader {
  return {
    async list({ collection, contains, limit, cursor }) {
      const parameters: unknown[] = [];
      const conditions = ['true'];
      const add = (value: unknown) => `$${parameters.push(value)}`;
      if (collection !== undefined) conditions.push(`d.collection = ${add(collection)}`);
      if (contains !== undefined && contains !== '') {
        expectStorable(contains, 'contains');
        const pattern = add(`%${escapeLike(contains)}%`);
        conditions.push(`(d.title ILIKE ${pattern} OR d.source_path ILIKE ${pattern})`);
      }
      const [count] = await storage.query<{ total: number }>(
        `SELECT count(*)::int AS total FROM documents d WHERE ${conditions.join(' AND ')}`,
        parameters,
      );
      if (cursor !== undefined) {
        const { createdAt, id } = parseCursor(cursor);
        const after = { at: add(createdAt), id: add(id) };
        conditions.push(
          `(d.created_at < ${after.at}::timestamptz OR (d.created_at = ${after.at}::timestamptz AND d.id > ${after.id}::uuid))`,
        );
      }
      // One more than asked tells whether there is a next page. Microseconds are read as text, for a Date has none.
      const rows = await storage.query<SummaryRow & { exact_created_at: string }>(
        `SELECT ${summaryColumns}, to_char(d.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS exact_created_at
           FROM documents d WHERE ${conditions.join(' AND ')} ORDER BY d.created_at DESC, d.id LIMIT ${add(limit + 1)}`,
        parameters,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        documents: page.map(toSummary),
        total: count?.total ?? 0,
        next_cursor: rows.length > limit && last !== undefined ? toCursor({ createdAt: last.exact_created_at, id: last.id }) : null,
      };
    },
    async read(id) {
      const [row] = await storage.query<SummaryRow & Pick<Output<'documents.read'>, 'content' | 'metadata'>>(
        `SELECT ${summaryColumns}, d.content, d.metadata FROM documents d WHERE d.id = $1`,
        [id],
      );
      if (row === undefined) throw noSuchDocument();
      return { ...toSummary(row), content: row.content, metadata: row.metadata };
    },
    async collections() {
      const rows = await storage.query<{ name: string; documents: number; chunks: number; updated_at: Date }>(
        `SELECT d.collection AS name, count(*)::int AS documents, sum(coalesce(c.chunks, 0))::int AS chunks, max(d.updated_at) AS updated_at
           FROM documents d LEFT JOIN (SELECT document_id, count(*) AS chunks FROM chunks GROUP BY document_id) c ON c.document_id = d.id
          GROUP BY d.collection ORDER BY d.collection`,
      );
      return { collections: rows.map((row) => ({ ...row, updated_at: row.updated_at.toISOString() })) };
    },
    async sizes() {
      const [row] = await storage.query<{ documents: number; chunks: number }>(
        'SELECT (SELECT count(*)::int FROM documents) AS documents, (SELECT count(*)::int FROM chunks) AS chunks',
      );
      return row ?? { documents: 0, chunks: 0 };
    },
  };
}

export function noSuchDocument(): GantryError {
  return new GantryError('not_found', { message: 'There is no document with this id.', field: 'id' });
}

function toSummary({ id, title, source_path, collection, chunks, content_chars, created_at, updated_at }: SummaryRow): DocumentSummary {
  return {
    id,
    title,
    source_path,
    collection,
    chunks,
    content_chars,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

/** Text in which `%`, `_` and `\` stand for themselves in LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

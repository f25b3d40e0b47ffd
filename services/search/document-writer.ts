import { randomUUID } from 'node:crypto';
import type { Queryable, Storage } from '#storage';
import type { Chunk } from './chunker/chunker.ts';
import type { Draft } from './draft.ts';
import { sliceWork } from './slice-work.ts';
import { vectorText } from './vector-text.ts';

/** A draft with its chunks and their vectors, ready to be stored under `id`. */
export interface Prepared {
  id: string;
  draft: Draft;
  chunks: readonly Chunk[];
  vectors: readonly Float32Array[];
}

export interface Written {
  id: string;
  status: 'created' | 'updated';
  chunks: number;
}

/** Rows of one statement: a vector is some 4 KB as text, so a statement stays below half a megabyte. */
const chunksPerStatement = 64;

/**
 * Stores documents and their chunks in one transaction, all or none; a document with the same id is replaced.
 * Gives also how many chunks there are more than before.
 */
export async function writeDocuments(
  storage: Storage,
  prepared: readonly Prepared[],
  { embeddingModel }: { embeddingModel: string },
): Promise<{ written: Written[]; chunksAdded: number }> {
  return storage.transaction(async (connection) => {
    const inserted = await upsertDocuments(connection, prepared);
    const replaced = prepared.filter(({ id }) => inserted.get(id) === false).map(({ id }) => id);
    const chunksRemoved = replaced.length === 0 ? 0 : await deleteChunks(connection, replaced);
    await insertChunks(connection, prepared, { embeddingModel });
    const written = prepared.map(
      ({ id, chunks }): Written => ({ id, status: inserted.get(id) ? 'created' : 'updated', chunks: chunks.length }),
    );
    return { written, chunksAdded: written.reduce((sum, { chunks }) => sum + chunks, 0) - chunksRemoved };
  });
}

async function upsertDocuments(connection: Queryable, prepared: readonly Prepared[]): Promise<Map<string, boolean>> {
  const values = prepared.map(({ id, draft }) => [
    id,
    draft.collection,
    draft.title,
    draft.sourcePath,
    draft.content,
    draft.contentSha256,
    JSON.stringify(draft.metadata),
  ]);
  const rows = await connection.query<{ id: string; is_new: boolean }>(
    `INSERT INTO documents (id, collection, title, source_path, content, content_sha256, metadata)
     VALUES ${placeholders(values)}
     ON CONFLICT (id) DO UPDATE SET collection = excluded.collection, title = excluded.title, source_path = excluded.source_path,
       content = excluded.content, content_sha256 = excluded.content_sha256, metadata = excluded.metadata, updated_at = now()
     RETURNING id, xmax = 0 AS is_new`,
    values.flat(),
  );
  return new Map(rows.map((row) => [row.id, row.is_new]));
}

async function deleteChunks(connection: Queryable, documentIds: readonly string[]): Promise<number> {
  const [row] = await connection.query<{ removed: number }>(
    'WITH removed AS (DELETE FROM chunks WHERE document_id = ANY($1::uuid[]) RETURNING 1) SELECT count(*)::int AS removed FROM removed',
    [documentIds],
  );
  return row?.removed ?? 0;
}

async function insertChunks(
  connection: Queryable,
  prepared: readonly Prepared[],
  { embeddingModel }: { embeddingModel: string },
): Promise<void> {
  const slice = sliceWork();
  let rows: unknown[][] = [];
  const flush = async () => {
    if (rows.length === 0) return;
    await connection.query(
      `INSERT INTO chunks (id, document_id, ordinal, content, start_char, token_count, embedding, embedding_model) VALUES ${placeholders(rows)}`,
      rows.flat(),
    );
    rows = [];
  };
  for (const { id, chunks, vectors } of prepared) {
    for (const [ordinal, chunk] of chunks.entries()) {
      const vector = vectors[ordinal];
      if (vector === undefined) throw new Error('A chunk has no vector');
      rows.push([randomUUID(), id, ordinal, chunk.content, chunk.startChar, chunk.tokens, vectorText(vector), embeddingModel]);
      if (rows.length === chunksPerStatement) await flush();
      await slice();
    }
  }
  await flush();
}

/** `($1,$2),($3,$4)` for rows of values. */
function placeholders(rows: readonly (readonly unknown[])[]): string {
  let next = 0;
  return rows.map((row) => `(${row.map(() => `$${++next}`).join(',')})`).join(',');
}

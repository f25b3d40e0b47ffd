import type { Queryable } from '#storage';
import type { Draft } from './draft.ts';

/** What is stored already of a draft. */
export interface Stored {
  id: string;
  /** Whether content, title, metadata and model are the same, so that nothing needs to be done. */
  isSame: boolean;
  chunks: number;
}

/** Looks up what is stored under each draft's source path, or else its id. In the order of the drafts. */
export async function findStored(
  database: Queryable,
  drafts: readonly Draft[],
  { embeddingModel }: { embeddingModel: string },
): Promise<(Stored | undefined)[]> {
  // Two joins and not one with OR: each can take its index.
  const rows = await database.query<{ position: number; id: string; is_same: boolean; chunks: number }>(
    `WITH wanted AS (
       SELECT * FROM unnest($2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::jsonb[])
           AS w (position, id, collection, source_path, title, sha256, metadata)
     ), pairs AS (
       SELECT w.position, d.id FROM wanted w JOIN documents d ON d.collection = w.collection AND d.source_path = w.source_path
       UNION ALL
       SELECT w.position, d.id FROM wanted w JOIN documents d ON d.id = w.id WHERE w.source_path IS NULL
     )
     SELECT w.position, d.id,
            d.content_sha256 = w.sha256 AND d.title = w.title AND d.metadata = w.metadata
              AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.document_id = d.id AND c.embedding_model <> $1) AS is_same,
            (SELECT count(*)::int FROM chunks c WHERE c.document_id = d.id) AS chunks
       FROM pairs JOIN wanted w ON w.position = pairs.position JOIN documents d ON d.id = pairs.id`,
    [
      embeddingModel,
      drafts.map((_, position) => position),
      drafts.map((draft) => draft.id ?? null),
      drafts.map((draft) => draft.collection),
      drafts.map((draft) => draft.sourcePath),
      drafts.map((draft) => draft.title),
      drafts.map((draft) => draft.contentSha256),
      drafts.map((draft) => JSON.stringify(draft.metadata)),
    ],
  );
  const found: (Stored | undefined)[] = drafts.map(() => undefined);
  for (const row of rows) found[row.position] = { id: row.id, isSame: row.is_same, chunks: row.chunks };
  return found;
}

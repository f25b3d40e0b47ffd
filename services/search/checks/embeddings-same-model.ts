import type { Check } from '#platform/parts';
import type { Storage } from '#storage';

/** Vectors of different models (or precisions) must not be compared. */
export function embeddingsSameModel(storage: Storage, presentModel: () => string): Check {
  return {
    name: 'embeddings-same-model',
    title: 'Were all passages embedded by the model that embeds the queries?',
    async run() {
      const model = presentModel();
      // Two probes of the index on the model; counting all passages every time would not stay cheap.
      const [row] = await storage.query<{ other: string | null }>(
        `SELECT coalesce((SELECT min(embedding_model) FROM chunks WHERE embedding_model < $1),
                         (SELECT min(embedding_model) FROM chunks WHERE embedding_model > $1)) AS other`,
        [model],
      );
      const other = row?.other ?? undefined;
      if (other === undefined) return { state: 'ok', evidence: `all by ${model}` };
      const [count] = await storage.query<{ passages: number; documents: number }>(
        'SELECT count(*)::int AS passages, count(DISTINCT document_id)::int AS documents FROM chunks WHERE embedding_model <> $1',
        [model],
      );
      return {
        state: 'degraded',
        evidence: `${count?.passages ?? 0} passages of ${count?.documents ?? 0} documents by another model (${other})`,
        cause: `Queries are embedded by ${model}, so these passages are found less well.`,
        fix: 'Index their folders again, or store the documents again: those of another model are embedded anew.',
      };
    },
  };
}

import { lstat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Events } from '#platform/events';
import type { Storage } from '#storage';
import type { SearchMetrics } from './metrics.ts';

/** Deletes documents with their chunks. */
export interface DocumentRemover {
  /** Deletes those of the ids that are there; returns how many were. */
  remove(ids: readonly string[]): Promise<number>;
  /** Deletes documents of a collection below a folder whose file is gone; returns how many. */
  removeGoneFiles(folder: string, options: { collection: string; signal: AbortSignal }): Promise<number>;
  /** Deletes documents made of records of a file that are not among `sources`; returns how many. */
  removeGoneRecords(file: string, options: { collection: string; sources: ReadonlySet<string>; signal: AbortSignal }): Promise<number>;
}

const pageRows = 500;
const recordSource = /^.*?\.(?:jsonl|ndjson)(?=#)/i;

export function createDocumentRemover({
  storage,
  events,
  metrics,
}: {
  storage: Storage;
  events: Events;
  metrics: SearchMetrics;
}): DocumentRemover {
  async function remove(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    const rows = await storage.query<{ id: string; collection: string; chunks: number }>(
      `WITH chunks_gone AS (DELETE FROM chunks WHERE document_id = ANY($1::uuid[]) RETURNING 1),
            gone AS (DELETE FROM documents WHERE id = ANY($1::uuid[]) RETURNING id, collection)
       SELECT id, collection, (SELECT count(*)::int FROM chunks_gone) AS chunks FROM gone`,
      [ids],
    );
    for (const { id, collection } of rows) events.publish('document.changed', { change: 'deleted', id, collection });
    metrics.sizesChanged(-rows.length, -(rows[0]?.chunks ?? 0));
    return rows.length;
  }

  async function* below(prefix: string, collection: string): AsyncGenerator<{ id: string; source_path: string }[]> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await storage.query<{ id: string; source_path: string }>(
        `SELECT id, source_path FROM documents
          WHERE collection = $1 AND starts_with(source_path, $2) AND id > $3 ORDER BY id LIMIT ${pageRows}`,
        [collection, prefix, after],
      );
      if (rows.length === 0) return;
      yield rows;
      after = rows.at(-1)?.id ?? after;
    }
  }

  return {
    remove,
    async removeGoneFiles(folder, { collection, signal }) {
      let removed = 0;
      for await (const rows of below(folder.endsWith(sep) ? folder : `${folder}${sep}`, collection)) {
        const gone: string[] = [];
        for (const { id, source_path } of rows) {
          signal.throwIfAborted();
          const file = recordSource.exec(source_path)?.[0];
          if ((await isGone(source_path)) && (file === undefined || (await isGone(file)))) gone.push(id);
        }
        removed += await remove(gone);
      }
      return removed;
    },
    async removeGoneRecords(file, { collection, sources, signal }) {
      let removed = 0;
      for await (const rows of below(`${file}#`, collection)) {
        signal.throwIfAborted();
        removed += await remove(rows.filter(({ source_path }) => !sources.has(source_path)).map(({ id }) => id));
      }
      return removed;
    },
  };
}

/** True only when the file is known not to be there: a disk that does not answer keeps its documents. */
async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  );
}

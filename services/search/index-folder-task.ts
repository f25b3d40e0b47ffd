import { z } from 'zod';
import type { Config } from '#contract';
import type { TaskContext, TaskKind } from '#platform/tasks';
import { type BulkRooms, createBulk } from './bulk.ts';
import type { DocumentRemover } from './document-remover.ts';
import { countDocuments, folderDocuments } from './folder/folder-documents.ts';

/** `path` is absolute. */
const inputSchema = z.object({ path: z.string(), collection: z.string(), prune: z.boolean() });
export type IndexFolderInput = z.infer<typeof inputSchema>;

export const indexFolderKind = 'index-folder';

/** Also tells whether two tasks do the same. */
export function indexFolderTitle({ path, collection }: Pick<IndexFolderInput, 'path' | 'collection'>): string {
  return `Index ${path} into ${collection}`;
}

export interface IndexFolderOptions {
  config: Config['search'];
  bulk: BulkRooms;
  remover: DocumentRemover;
}

/** Reads a folder twice: once to know how much there is, once to index it. Done again, it passes over what is stored already. */
export function indexFolderTask({ config, bulk: rooms, remover }: IndexFolderOptions): TaskKind<IndexFolderInput> {
  async function run({ path, collection, prune }: IndexFolderInput, context: TaskContext): Promise<Record<string, unknown>> {
    const startedAt = performance.now();
    const { signal } = context;
    const options = { collection, maxFileBytes: config.maxFileBytes, signal };
    const total = await countDocuments(path, options);
    context.progress({ done: 0, total });
    const bulk = createBulk(rooms, { context, total });
    try {
      for await (const item of folderDocuments(path, options)) {
        if ('problem' in item) bulk.problem(item.problem, item.isCounted);
        else if ('document' in item) await bulk.add({ document: item.document, name: item.document.source_path ?? path });
        else if (prune)
          bulk.tally.deleted += await remover.removeGoneRecords(item.recordsOf, { collection, sources: item.sources, signal });
      }
      await bulk.finish();
    } catch (error) {
      await bulk.abandon();
      throw error;
    }
    if (prune) bulk.tally.deleted += await remover.removeGoneFiles(path, { collection, signal });
    return { ...bulk.tally, seconds: Math.round(performance.now() - startedAt) / 1000 };
  }

  return { kind: indexFolderKind, unit: 'documents', input: inputSchema, title: indexFolderTitle, isResumable: true, run };
}

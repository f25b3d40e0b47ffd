import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { NewDocument } from '#contract';
import type { TaskKind } from '#platform/tasks';
import { type BulkRooms, createBulk } from './bulk.ts';

// Every document has passed the schema of the operation; 10,000 of them are not read letter by letter again.
const inputSchema = z.object({ documents: z.custom<readonly NewDocument[]>(Array.isArray) });

export const storeDocumentsKind = 'store-documents';

/** Stores many documents. Those without a source path get an id made of task and position, so that doing it again adds none. */
export function storeDocumentsTask({ bulk: rooms }: { bulk: BulkRooms }): TaskKind<z.infer<typeof inputSchema>> {
  return {
    kind: storeDocumentsKind,
    unit: 'documents',
    input: inputSchema,
    title: ({ documents }) => `Store ${documents.length} ${documents.length === 1 ? 'document' : 'documents'}`,
    isResumable: true,
    async run({ documents }, context) {
      const startedAt = performance.now();
      context.progress({ done: 0, total: documents.length });
      const bulk = createBulk(rooms, { context, total: documents.length });
      try {
        for (const [position, document] of documents.entries()) {
          const name = document.source_path ?? `documents.${position}`;
          await bulk.add({ document, name, ...(document.source_path === undefined ? { id: stableId(context.id, position) } : {}) });
        }
        await bulk.finish();
      } catch (error) {
        await bulk.abandon();
        throw error;
      }
      return { ...bulk.tally, seconds: Math.round(performance.now() - startedAt) / 1000 };
    },
  };
}

/** A UUID of version 8 (RFC 9562, own use) from the task and the place of the document in it. */
export function stableId(taskId: string, position: number): string {
  const hash = createHash('sha256').update(`${taskId}/${position}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type CallContext, GantryError } from '#contract';
import type { Embeddings } from '#embeddings';
import type { Events } from '#platform/events';
import { createKeyedQueue } from '#platform/queue';
import type { Storage } from '#storage';
import type { Chunk, Chunker } from './chunker/chunker.ts';
import { type Prepared, writeDocuments } from './document-writer.ts';
import { type Draft, isMarkdown } from './draft.ts';
import type { SearchMetrics } from './metrics.ts';
import { findStored, type Stored } from './stored-documents.ts';

export interface Indexed {
  id: string;
  chunks: number;
  status: 'created' | 'updated' | 'unchanged';
}

export interface IndexOptions {
  priority: 'interactive' | 'bulk';
  signal: AbortSignal;
  /** Hears how many tokens the model has read. */
  countTokens?: CallContext['countTokens'] | undefined;
}

export interface Indexer {
  /** Stores drafts so that they can be found: all of them or none. A draft of the same source, or id, replaces what is there. */
  index(drafts: readonly Draft[], options: IndexOptions): Promise<Indexed[]>;
}

/** Texts handed to the model at once; the rest of a long document waits outside its queue, so that others get their turn. */
const textsPerCall = 128;
/** A document with more chunks gives way to searches. */
const mostInteractiveChunks = 16;
/** Tries when a task finds the queue of the model full; a person's request is refused at once. */
const patientTries = 100;
const uniqueViolation = '23505';

/** The name under which vectors of the present model are stored. */
export function embeddingModelOf({ model }: Pick<Embeddings, 'model'>): string {
  return `${model.id} ${model.precision}`;
}

export function createIndexer({
  storage,
  embeddings,
  chunker,
  events,
  metrics,
}: {
  storage: Storage;
  embeddings: Embeddings;
  chunker: Chunker;
  events: Events;
  metrics: SearchMetrics;
}): Indexer {
  const queue = createKeyedQueue();

  async function embedPatiently(texts: readonly string[], options: IndexOptions): Promise<Float32Array[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        const { vectors, tokens } = await embeddings.embed(texts, options);
        options.countTokens?.(tokens.reduce((sum, count) => sum + count, 0));
        return vectors;
      } catch (error) {
        const isBusy = error instanceof GantryError && error.code === 'overloaded';
        if (!isBusy || options.priority === 'interactive' || tries === patientTries) throw error;
        await setTimeout((error.retryAfterSeconds ?? 1) * 1000, undefined, { signal: options.signal });
      }
    }
  }

  async function embedAll(chunks: readonly Chunk[], options: IndexOptions): Promise<Float32Array[]> {
    const priority = chunks.length > mostInteractiveChunks ? 'bulk' : options.priority;
    const vectors: Float32Array[] = [];
    for (let from = 0; from < chunks.length; from += textsPerCall) {
      options.signal.throwIfAborted();
      const texts = chunks.slice(from, from + textsPerCall).map((chunk) => chunk.embedText);
      for (const vector of await embedPatiently(texts, { ...options, priority })) vectors.push(vector);
    }
    return vectors;
  }

  async function prepare(changed: readonly { draft: Draft; stored: Stored | undefined }[], options: IndexOptions): Promise<Prepared[]> {
    const chunkLists = await chunker.chunk(
      changed.map(({ draft }) => ({ title: draft.title, content: draft.content, isMarkdown: isMarkdown(draft.sourcePath) })),
      options.signal,
    );
    const vectors = await embedAll(chunkLists.flat(), options);
    let next = 0;
    return changed.map(({ draft, stored }, index) => {
      const chunks = chunkLists[index] ?? [];
      const from = next;
      next += chunks.length;
      return { id: stored?.id ?? draft.id ?? randomUUID(), draft, chunks, vectors: vectors.slice(from, next) };
    });
  }

  async function indexNow(drafts: readonly Draft[], options: IndexOptions): Promise<Indexed[]> {
    const embeddingModel = embeddingModelOf(embeddings);
    const stored = await findStored(storage, drafts, { embeddingModel });
    const changed = drafts.flatMap((draft, index) => (stored[index]?.isSame ? [] : [{ draft, stored: stored[index] }]));
    const prepared = changed.length === 0 ? [] : await prepare(changed, options);
    options.signal.throwIfAborted();
    const { written, chunksAdded } =
      prepared.length === 0 ? { written: [], chunksAdded: 0 } : await writeDocuments(storage, prepared, { embeddingModel });
    const results = new Map<Draft, Indexed>();
    for (const [index, { draft }] of prepared.entries()) {
      const result = written[index];
      if (result === undefined) continue;
      results.set(draft, result);
      metrics.documentsIndexed.inc();
      metrics.chunksIndexed.inc(result.chunks);
      events.publish('document.changed', { change: result.status, id: result.id, collection: draft.collection });
    }
    metrics.sizesChanged(written.filter(({ status }) => status === 'created').length, chunksAdded);
    return drafts.map((draft, index) => {
      const { id = '', chunks = 0 } = stored[index] ?? {};
      return results.get(draft) ?? { id, chunks, status: 'unchanged' };
    });
  }

  return {
    index(drafts, options) {
      const keys = drafts.flatMap(({ collection, sourcePath }) => (sourcePath === null ? [] : [`${collection}\0${sourcePath}`]));
      return queue.run(keys, async () => {
        try {
          return await indexNow(drafts, options);
        } catch (error) {
          // Someone else wrote to the database beside the host: the second look finds what they stored.
          if ((error as { code?: unknown }).code !== uniqueViolation) throw error;
          return indexNow(drafts, options);
        }
      });
    },
  };
}

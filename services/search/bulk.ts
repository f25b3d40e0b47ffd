import { GantryError, type NewDocument, type TaskProblem } from '#contract';
import type { Log } from '#platform/log';
import type { TaskContext } from '#platform/tasks';
import { type Draft, toDraft } from './draft.ts';
import type { Indexer } from './indexer.ts';
import type { VectorIndex } from './vector-index.ts';

/** A document on its way in; `id` where it must keep one when the work is done again. */
export interface BulkDocument {
  document: NewDocument;
  id?: string;
  /** How people find it again: source path, or position. */
  name: string;
}

export interface Tally {
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  skipped: number;
  failed: number;
  chunks: number;
}

/** Stores a stream of documents: several at a time, with the next ones read and embedded while the last are written. */
export interface Bulk {
  readonly tally: Tally;
  add(document: BulkDocument): Promise<void>;
  /** Notes an item that is gone past; `isCounted` when it is one of the total. */
  problem(problem: TaskProblem, isCounted: boolean): void;
  /** Waits until all is stored. @throws what stopped it */
  finish(): Promise<void>;
  /** Waits for what still runs after a failure; never throws. */
  abandon(): Promise<void>;
}

/** Enough passages for the model to stay busy, little enough that a batch is stored within a second or so. */
const batchDocuments = 32;
const batchChars = 65_536;
/** One batch in the model, one being written, one waiting. */
const batchesAtOnce = 3;
/**
 * Putting a chunk into the index costs about 6 times what building the index anew costs for it (6.3 ms against 1.1 ms, PGlite,
 * 2,000 chunks). So it is set aside when the task has proved to bring new documents and has at least as many to come as
 * there are chunks.
 */
const newDocumentsSeen = 64;
const documentsWorthRebuilding = 400;
/** The embedded database has no autovacuum that would do it. */
const documentsWorthAnalysing = 200;
/** These are not about one document: going on would only repeat them. */
const stopping: ReadonlySet<string> = new Set([
  'disk_full',
  'database_unavailable',
  'database_damaged',
  'not_ready',
  'model_missing',
  'overloaded',
  'timed_out',
  'draining',
  'cancelled',
]);

/** What storing needs, whatever is stored. */
export interface BulkRooms {
  indexer: Indexer;
  vectorIndex: VectorIndex;
  log: Log;
  /** Chunks there are now. */
  storedChunks(): number;
  /** Lets Postgres look at what has changed, so that it plans searches by it. */
  analyse(): Promise<void>;
}

export function createBulk(
  { indexer, vectorIndex, log, storedChunks, analyse }: BulkRooms,
  { context, total }: { context: TaskContext; total: number },
): Bulk {
  const tally: Tally = { created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: 0, failed: 0, chunks: 0 };
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const running = new Set<Promise<void>>();
  let batch: { draft: Draft; name: string }[] = [];
  let chars = 0;
  let done = 0;
  let isIndexAside = false;
  let failure: { error: unknown } | undefined;

  function advance(count: number, current?: string): void {
    done += count;
    // A folder can grow while it is read.
    context.progress({ done, total: Math.max(total, done), ...(current === undefined ? {} : { current }) });
  }

  function note(problem: TaskProblem, isCounted: boolean): void {
    tally[problem.kind] += 1;
    context.problem(problem);
    if (isCounted) advance(1, problem.item);
  }

  async function store(entries: typeof batch): Promise<void> {
    try {
      const results = await indexer.index(
        entries.map(({ draft }) => draft),
        { priority: 'bulk', signal },
      );
      for (const { status, chunks } of results) {
        tally[status] += 1;
        tally.chunks += status === 'unchanged' ? 0 : chunks;
      }
      advance(entries.length, entries.at(-1)?.name);
    } catch (error) {
      if (signal.aborted || (error instanceof GantryError && stopping.has(error.code))) throw error;
      if (entries.length > 1) {
        // One of them is at fault: alone, the others get in.
        for (const entry of entries) await store([entry]);
        return;
      }
      const item = entries[0]?.name ?? '';
      log.warn({ err: error, item }, 'a document could not be stored');
      const known =
        error instanceof GantryError ? error : new GantryError('internal', { message: 'It could not be stored; the log says why.' });
      note({ item, code: known.code, message: known.message, kind: 'failed' }, true);
    }
  }

  async function flush(): Promise<void> {
    const entries = batch;
    batch = [];
    chars = 0;
    if (entries.length === 0) return;
    while (running.size >= batchesAtOnce) await Promise.race(running);
    throwIfStopped();
    await setIndexAsideIfWorthIt();
    const work = store(entries)
      .catch((error: unknown) => {
        failure ??= { error };
        stop.abort(error);
      })
      .finally(() => running.delete(work));
    running.add(work);
  }

  async function setIndexAsideIfWorthIt(): Promise<void> {
    const ahead = total - done;
    if (isIndexAside || tally.created < newDocumentsSeen || ahead < Math.max(documentsWorthRebuilding, storedChunks())) return;
    isIndexAside = true;
    await vectorIndex.setAside();
  }

  function throwIfStopped(): void {
    if (failure !== undefined) throw failure.error;
    signal.throwIfAborted();
  }

  return {
    tally,
    problem: note,
    async add({ document, id, name }) {
      throwIfStopped();
      let draft: Draft;
      try {
        draft = await toDraft(document, id);
      } catch (error) {
        if (!(error instanceof GantryError)) throw error;
        note({ item: name, code: error.code, message: error.message, kind: 'skipped' }, true);
        return;
      }
      const isRepeated = draft.sourcePath !== null && batch.some((entry) => entry.draft.sourcePath === draft.sourcePath);
      if (isRepeated || batch.length >= batchDocuments || chars + draft.content.length > batchChars) await flush();
      batch.push({ draft, name });
      chars += draft.content.length;
    },
    async finish() {
      await flush();
      await Promise.all(running);
      throwIfStopped();
      if (tally.created + tally.updated >= documentsWorthAnalysing) await analyse();
      if (!isIndexAside) return;
      context.progress({ done, current: 'building the vector index' });
      isIndexAside = false;
      await vectorIndex.bringBack();
    },
    async abandon() {
      stop.abort(new GantryError('cancelled'));
      await Promise.all(running);
      // When the host stops there is no time to build the index: the next start does it.
      if (!isIndexAside || isDraining(context.signal)) return;
      isIndexAside = false;
      // Not waited for: whoever cancels wants an answer now.
      vectorIndex.bringBack().catch((error: unknown) => log.warn({ err: error }, 'the vector index was not built again'));
    },
  };
}

function isDraining({ reason }: AbortSignal): boolean {
  return reason instanceof GantryError && reason.code === 'draining';
}

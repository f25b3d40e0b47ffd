import { type CallContext, GantryError, type Routes } from '#contract';
import type { Embeddings } from '#embeddings';
import type { Tasks } from '#platform/tasks';
import { createDocument } from './create-document.ts';
import type { DocumentReader } from './document-reader.ts';
import { noSuchDocument } from './document-reader.ts';
import type { DocumentRemover } from './document-remover.ts';
import { expectFolder, listFolders, toAbsolute } from './folder/list-folders.ts';
import { indexFolderKind, indexFolderTitle } from './index-folder-task.ts';
import type { Indexer } from './indexer.ts';
import type { SearchMetrics } from './metrics.ts';
import { searchByMeaning } from './search-by-meaning.ts';
import { storeDocumentsKind } from './store-documents-task.ts';
import type { VectorSearch } from './vector-search.ts';

export interface SearchRoutesOptions {
  indexer: Indexer;
  reader: DocumentReader;
  remover: DocumentRemover;
  vectorSearch: VectorSearch;
  embeddings: Embeddings;
  tasks: Tasks;
  metrics: SearchMetrics;
}

/** Handlers of the operations on documents, folders and search. */
export function searchRoutes({ indexer, reader, remover, vectorSearch, embeddings, tasks, metrics }: SearchRoutesOptions): Routes {
  return {
    'documents.create': (input, { signal, countTokens }) => createDocument(input, { indexer, signal, countTokens }),
    'documents.create-many': (input, { caller }) => tasks.start(storeDocumentsKind, input, caller),
    async 'documents.index-folder'({ path, collection, prune }, { caller }) {
      const input = { path: toAbsolute(path), collection, prune };
      await expectFolder(input.path);
      expectNotRunning(tasks, indexFolderTitle(input));
      return tasks.start(indexFolderKind, input, caller);
    },
    'documents.list': (input) => reader.list(input),
    'documents.read': ({ id }) => reader.read(id),
    async 'documents.delete'({ id }) {
      if ((await remover.remove([id])) === 0) throw noSuchDocument();
    },
    'collections.list': () => reader.collections(),
    'folders.list': ({ path }) => listFolders(path),
    async 'search.vector'(input, { signal, countTokens }) {
      const counted = { ...embeddings, embed: countingEmbed(embeddings, countTokens) };
      const answer = await searchByMeaning(input, { embeddings: counted, vectorSearch, signal });
      const { embed_ms, search_ms, highlight_ms, total_ms } = answer.timings;
      metrics.searches.inc();
      metrics.searchSeconds.observe(total_ms / 1000);
      metrics.stageSeconds.observe({ stage: 'embed' }, embed_ms / 1000);
      metrics.stageSeconds.observe({ stage: 'search' }, search_ms / 1000);
      metrics.stageSeconds.observe({ stage: 'highlight' }, highlight_ms / 1000);
      return answer;
    },
  };
}

/** As `embed`, and says how many tokens the model has read: query and passages. */
function countingEmbed({ embed }: Embeddings, countTokens: CallContext['countTokens']): Embeddings['embed'] {
  return async (texts, options) => {
    const embedded = await embed(texts, options);
    countTokens?.(embedded.tokens.reduce((sum, count) => sum + count, 0));
    return embedded;
  };
}

function expectNotRunning(tasks: Tasks, title: string): void {
  const isRunning = tasks
    .list({ kind: indexFolderKind, limit: 200 })
    .some((task) => task.title === title && (task.state === 'queued' || task.state === 'running' || task.state === 'cancelling'));
  if (isRunning) {
    throw new GantryError('conflict', {
      message: 'This folder is being indexed into this collection already.',
      field: 'path',
      fix: 'Wait for the task to end, or cancel it.',
    });
  }
}

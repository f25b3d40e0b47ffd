import type { Config, Routes } from '#contract';
import type { Embeddings } from '#embeddings';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { PartDeclaration } from '#platform/parts';
import type { Tasks } from '#platform/tasks';
import type { Storage } from '#storage';
import { embeddingsSameModel } from './checks/embeddings-same-model.ts';
import { indexPresent } from './checks/index-present.ts';
import { searchAnswers } from './checks/search-answers.ts';
import { createChunker } from './chunker/chunker.ts';
import { createDocumentReader } from './document-reader.ts';
import { createDocumentRemover } from './document-remover.ts';
import { indexFolderTask } from './index-folder-task.ts';
import { createIndexer, embeddingModelOf } from './indexer.ts';
import { createSearchMetrics } from './metrics.ts';
import { searchRoutes } from './routes.ts';
import { storeDocumentsTask } from './store-documents-task.ts';
import { createVectorIndex } from './vector-index.ts';
import { createVectorSearch, type VectorSearch } from './vector-search.ts';

export interface SearchOptions {
  /** Read anew at each use, so a changed value counts from then on. */
  config: Config['search'];
  storage: Storage;
  embeddings: Embeddings;
  tasks: Tasks;
  events: Events;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
}

export interface Search {
  /** Health part `search`: sees to the vector index and counts what is stored. */
  readonly part: PartDeclaration;
  readonly routes: Routes;
  /** Nearest passages to a vector of unit length, by the index or exactly; what other kinds of search and benchmarks build on. */
  readonly vectorSearch: VectorSearch;
}

/** Documents, chunks and search by meaning. Defines the task kinds `index-folder` and `store-documents`. */
export function createSearch({ config, storage, embeddings, tasks, events, log, metrics, sampler }: SearchOptions): Search {
  const searchMetrics = createSearchMetrics(metrics, sampler);
  const chunker = createChunker({ config, embeddings });
  const indexer = createIndexer({ storage, embeddings, chunker, events, metrics: searchMetrics });
  const remover = createDocumentRemover({ storage, events, metrics: searchMetrics });
  const reader = createDocumentReader({ storage });
  const vectorSearch = createVectorSearch({ config, storage });
  const vectorIndex = createVectorIndex({ config, storage, metrics: searchMetrics, log });
  const bulk = {
    indexer,
    vectorIndex,
    log,
    storedChunks: () => searchMetrics.sizes.chunks ?? 0,
    analyse: async () => void (await storage.query('ANALYZE documents, chunks')),
  };
  tasks.define(indexFolderTask({ config, bulk, remover }));
  tasks.define(storeDocumentsTask({ bulk }));

  const part: PartDeclaration = {
    name: 'search',
    title: 'Search',
    dependsOn: ['database', 'model'],
    isEssential: true,
    async start(report) {
      await vectorIndex.ensure(report);
      searchMetrics.setSizes(await reader.sizes());
    },
    stop: () => vectorIndex.settle(),
    checks: [
      indexPresent(vectorIndex),
      embeddingsSameModel(storage, () => embeddingModelOf(embeddings)),
      searchAnswers({ embeddings, vectorSearch }),
    ],
  };
  return {
    part,
    routes: searchRoutes({ indexer, reader, remover, vectorSearch, embeddings, tasks, metrics: searchMetrics }),
    vectorSearch,
  };
}

import { type Metrics, quantileOf, rateOf, type Sampler } from '#platform/metrics';

/** What the room counts and measures. */
export type SearchMetrics = ReturnType<typeof createSearchMetrics>;

const windowSeconds = 60;
const secondsBuckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Declares the metrics of the room and the figures made of them. */
export function createSearchMetrics(metrics: Metrics, sampler: Sampler) {
  const sizes: { documents?: number; chunks?: number } = {};
  metrics.gauge({ name: 'gantry_documents', help: 'Documents stored' }, () => sizes.documents);
  metrics.gauge({ name: 'gantry_chunks', help: 'Chunks stored' }, () => sizes.chunks);
  const documentsIndexed = metrics.counter({ name: 'gantry_documents_indexed_total', help: 'Documents stored or replaced since start' });
  const chunksIndexed = metrics.counter({ name: 'gantry_chunks_indexed_total', help: 'Chunks embedded and stored since start' });
  const searchSeconds = metrics.histogram(
    { name: 'gantry_search_seconds', help: 'Time of a search, from query to results with highlights' },
    secondsBuckets,
  );
  const stageSeconds = metrics.histogram(
    { name: 'gantry_search_stage_seconds', help: 'Time of a stage of a search', labels: ['stage'] as const },
    secondsBuckets,
  );
  const searches = metrics.counter({ name: 'gantry_searches_total', help: 'Searches answered since start' });
  const indexBuildSeconds = metrics.histogram(
    { name: 'aidb_pgvector_index_build_seconds', help: 'Time to build the vector index' },
    [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800],
  );
  sampler.add({
    name: 'search_p95',
    title: 'Search time, 95th percentile',
    unit: 'seconds',
    window_seconds: windowSeconds,
    read: quantileOf(searchSeconds, 0.95, windowSeconds),
  });
  sampler.add({
    name: 'searches_per_second',
    title: 'Searches',
    unit: 'per_second',
    window_seconds: windowSeconds,
    read: rateOf(searches, windowSeconds),
  });
  sampler.add({
    name: 'documents_per_second',
    title: 'Documents stored',
    unit: 'per_second',
    window_seconds: 10,
    read: rateOf(documentsIndexed, 10),
  });
  return {
    /** What is stored; without numbers before the first count. */
    sizes: sizes as Readonly<typeof sizes>,
    documentsIndexed,
    chunksIndexed,
    searchSeconds,
    stageSeconds,
    searches,
    indexBuildSeconds,
    /** What there is, counted. */
    setSizes: (counted: { documents: number; chunks: number }): void => void Object.assign(sizes, counted),
    /** What came (or went, below 0) since; without effect before the first count. */
    sizesChanged(documents: number, chunks: number): void {
      if (sizes.documents !== undefined) sizes.documents += documents;
      if (sizes.chunks !== undefined) sizes.chunks += chunks;
    },
  };
}

import type { Figure } from '#contract';
import type { Messages } from '../../i18n/en/index.ts';

/** One question, one chart. */
export interface ChartGroup {
  id: string;
  /** Key of a title in the catalogues; without one the figure's own title is shown. */
  title?: keyof Messages['overview']['charts'];
  figures: readonly { figure: Figure; line: keyof Messages['overview']['lines'] | undefined }[];
}

interface KnownGroup {
  title: keyof Messages['overview']['charts'];
  lines: readonly { name: string; line: keyof Messages['overview']['lines'] }[];
}

/** Figures that belong into one chart, in the order in which charts are looked at. */
const knownGroups: readonly KnownGroup[] = [
  {
    title: 'requests',
    lines: [
      { name: 'requests_per_second', line: 'all' },
      { name: 'request_failures_per_second', line: 'failed' },
    ],
  },
  {
    title: 'latency',
    lines: [
      { name: 'request_p95', line: 'p95' },
      { name: 'request_p50', line: 'p50' },
    ],
  },
  { title: 'searchTimeP95', lines: [{ name: 'search_p95', line: 'p95' }] },
  { title: 'embedded', lines: [{ name: 'embeddings_texts_per_second', line: 'texts' }] },
  { title: 'batchSizeMean', lines: [{ name: 'embeddings_batch_size_mean', line: 'mean' }] },
  { title: 'queue', lines: [{ name: 'embeddings_queue_depth', line: 'texts' }] },
  {
    title: 'pool',
    lines: [
      { name: 'db_pool_in_use', line: 'inUse' },
      { name: 'db_pool_waiting', line: 'waiting' },
    ],
  },
  {
    title: 'statements',
    lines: [
      { name: 'db_query_p95', line: 'p95' },
      { name: 'db_query_p50', line: 'p50' },
    ],
  },
  { title: 'cacheHits', lines: [{ name: 'cache_hit_ratio', line: 'ratio' }] },
  { title: 'eventLoopP99', lines: [{ name: 'event_loop_delay_p99', line: 'p99' }] },
  {
    title: 'model',
    lines: [
      { name: 'embeddings_inference_p95', line: 'inference' },
      { name: 'embeddings_batch_wait_p95', line: 'wait' },
    ],
  },
];

/** Known figures in their charts, then every other figure in one of its own: nothing the host measures is left out. */
export function groupFigures(figures: readonly Figure[]): ChartGroup[] {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  const groups: ChartGroup[] = [];
  for (const { title, lines } of knownGroups) {
    const found = lines.flatMap(({ name, line }) => {
      const figure = byName.get(name);
      byName.delete(name);
      return figure === undefined ? [] : [{ figure, line }];
    });
    if (found.length > 0) groups.push({ id: title, title, figures: found });
  }
  for (const figure of byName.values()) groups.push({ id: figure.name, figures: [{ figure, line: undefined }] });
  return groups;
}

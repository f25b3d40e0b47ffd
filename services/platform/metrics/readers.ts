import type { Counter, Histogram } from './metrics.ts';

/** Reads a figure; null where nothing was measured in its window. */
export type FigureReader = (nowMs: number) => Promise<number | null>;

/** What changed between now and the oldest snapshot inside the window. */
function overWindow<T>(
  windowSeconds: number,
  read: () => Promise<T>,
  change: (from: T, to: T, seconds: number) => number | null,
): FigureReader {
  const snapshots: { atMs: number; value: T }[] = [];
  return async (nowMs) => {
    const value = await read();
    // 50 ms: the sampler's timer is a little early at times.
    while (snapshots[0] !== undefined && nowMs - snapshots[0].atMs > windowSeconds * 1000 + 50) snapshots.shift();
    const from = snapshots[0];
    snapshots.push({ atMs: nowMs, value });
    return from === undefined ? null : change(from.value, value, (nowMs - from.atMs) / 1000);
  };
}

async function total(counter: Counter): Promise<number> {
  return (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);
}

/** Increase of a counter per second, over all labels. */
export function rateOf(counter: Counter, windowSeconds: number): FigureReader {
  return overWindow(
    windowSeconds,
    () => total(counter),
    (from, to, seconds) => (seconds > 0 ? (to - from) / seconds : null),
  );
}

/** Share of `part` in `part + rest`, of what was counted in the window. */
export function ratioOf(part: Counter, rest: Counter, windowSeconds: number): FigureReader {
  const read = async () => ({ part: await total(part), rest: await total(rest) });
  return overWindow(windowSeconds, read, (from, to) => {
    const all = to.part - from.part + to.rest - from.rest;
    return all > 0 ? (to.part - from.part) / all : null;
  });
}

interface Buckets {
  /** Cumulative counts by upper bound, over all labels. */
  counts: Map<number, number>;
  sum: number;
  count: number;
}

async function buckets(histogram: Histogram): Promise<Buckets> {
  const result: Buckets = { counts: new Map(), sum: 0, count: 0 };
  for (const { value, labels, metricName } of (await histogram.get()).values) {
    if (metricName?.endsWith('_sum')) result.sum += value;
    else if (metricName?.endsWith('_count')) result.count += value;
    else {
      const bound = Number(
        (labels as { le?: string | number }).le === '+Inf' ? Number.POSITIVE_INFINITY : (labels as { le?: string | number }).le,
      );
      result.counts.set(bound, (result.counts.get(bound) ?? 0) + value);
    }
  }
  return result;
}

/** Mean of what a histogram observed in the window. */
export function meanOf(histogram: Histogram, windowSeconds: number): FigureReader {
  return overWindow(
    windowSeconds,
    () => buckets(histogram),
    (from, to) => (to.count > from.count ? (to.sum - from.sum) / (to.count - from.count) : null),
  );
}

/** Quantile (0 to 1) of what a histogram observed in the window, linear inside a bucket as Prometheus' histogram_quantile is. */
export function quantileOf(histogram: Histogram, quantile: number, windowSeconds: number): FigureReader {
  return overWindow(
    windowSeconds,
    () => buckets(histogram),
    (from, to) => {
      const observed = to.count - from.count;
      if (observed <= 0) return null;
      const wanted = quantile * observed;
      let lower = 0;
      let below = 0;
      for (const bound of [...to.counts.keys()].sort((a, b) => a - b)) {
        const cumulative = (to.counts.get(bound) ?? 0) - (from.counts.get(bound) ?? 0);
        if (cumulative >= wanted) {
          if (!Number.isFinite(bound)) return lower;
          const inside = cumulative - below;
          return inside === 0 ? bound : lower + (bound - lower) * ((wanted - below) / inside);
        }
        lower = Number.isFinite(bound) ? bound : lower;
        below = cumulative;
      }
      return lower;
    },
  );
}

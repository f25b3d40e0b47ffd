import type { QueryClient } from '@tanstack/react-query';
import type { EventData, FigureHistory } from '#contract';

/** The history with one sample more, and without what is older than `seconds`. */
export function appendSample(history: FigureHistory, sample: EventData<'figures.sampled'>, seconds: number): FigureHistory {
  const last = history.at.at(-1);
  if (last !== undefined && Date.parse(last) >= Date.parse(sample.at)) return history;
  const oldest = Date.parse(sample.at) - seconds * 1000;
  const firstKept = history.at.findIndex((at) => Date.parse(at) >= oldest);
  const from = firstKept === -1 ? history.at.length : firstKept;
  const names = new Set([...Object.keys(history.values), ...Object.keys(sample.values)]);
  const values: FigureHistory['values'] = {};
  for (const name of names) {
    const before = history.values[name] ?? history.at.map(() => null);
    values[name] = [...before.slice(from), sample.values[name] ?? null];
  }
  return { ...history, at: [...history.at.slice(from), sample.at], values };
}

/** Adds a sample to every window of figures that is held. */
export function addSample(queryClient: QueryClient, sample: EventData<'figures.sampled'>): void {
  for (const [key, history] of queryClient.getQueriesData<FigureHistory>({ queryKey: ['figures'] })) {
    if (history !== undefined) queryClient.setQueryData(key, appendSample(history, sample, Number(key[1])));
  }
}

import type { EventData, EventName, GantryEvent } from '#contract';

/** Events kept for clients that come back: about 8 minutes of a busy host. */
const keptEvents = 1000;

export interface Events {
  publish<N extends EventName>(event: N, data: EventData<N>): void;
  /** Calls `listener` for every event from now on. Returns the way to stop. */
  subscribe(listener: (event: GantryEvent) => void): () => void;
  /** Events after `id`, or undefined when they are no longer all kept. */
  after(id: number): GantryEvent[] | undefined;
}

/** Ids grow across restarts too, so that a client of an earlier host is told to read everything again. */
export function createEvents(now: () => number = Date.now): Events {
  const firstId = now() * 1000;
  let lastId = firstId;
  let lostUpTo = firstId;
  const kept: GantryEvent[] = [];
  const listeners = new Set<(event: GantryEvent) => void>();

  return {
    publish(event, data) {
      lastId += 1;
      const published = { id: lastId, event, data } as GantryEvent;
      // Samples are read again as a whole (`/figures`), so they would only push out what cannot be.
      if (event !== 'figures.sampled') {
        kept.push(published);
        if (kept.length > keptEvents) lostUpTo = kept.shift()?.id ?? lostUpTo;
      }
      for (const listener of listeners) listener(published);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    after(id) {
      if (id < lostUpTo || id > lastId) return undefined;
      return kept.filter((event) => event.id > id);
    },
  };
}

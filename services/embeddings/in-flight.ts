import type { GantryError } from '#contract';
import type { Priority, Ticket } from './waiting-line.ts';

export interface Shared<R> {
  result: Promise<R>;
  /** Says that this caller no longer wants it; when nobody does, the work is cancelled. */
  leave(): void;
}

export interface InFlight<R> {
  has(key: string): boolean;
  /** Joins the work under `key`, or begins it. Every call must be ended by `leave`. */
  join(key: string, priority: Priority, begin: (ticket: Ticket) => Promise<R>): Shared<R>;
  /** Cancels everything. */
  close(error: GantryError): void;
}

interface Entry<R> {
  ticket: Ticket;
  abort: AbortController;
  result: Promise<R>;
  sharers: number;
}

/** Work that several callers want at the same time is done once. `promote` is told when a hurried caller joins slow work. */
export function createInFlight<R>({ promote }: { promote: (ticket: Ticket) => void }): InFlight<R> {
  const entries = new Map<string, Entry<R>>();

  function begin(key: string, priority: Priority, work: (ticket: Ticket) => Promise<R>): Entry<R> {
    const abort = new AbortController();
    const ticket: Ticket = { signal: abort.signal, priority, sinceMs: performance.now() };
    const entry: Entry<R> = { ticket, abort, sharers: 0, result: work(ticket) };
    entries.set(key, entry);
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.result.then(forget, forget);
    return entry;
  }

  return {
    has: (key) => entries.has(key),
    join(key, priority, work) {
      const entry = entries.get(key) ?? begin(key, priority, work);
      entry.sharers += 1;
      if (priority === 'interactive' && entry.ticket.priority === 'bulk') {
        entry.ticket.priority = 'interactive';
        promote(entry.ticket);
      }
      let hasLeft = false;
      return {
        result: entry.result,
        leave() {
          if (hasLeft) return;
          hasLeft = true;
          entry.sharers -= 1;
          if (entry.sharers > 0) return;
          // Out of the map first: whoever comes now must begin anew and not join work that is being cancelled.
          if (entries.get(key) === entry) entries.delete(key);
          entry.abort.abort();
        },
      };
    },
    close(error) {
      for (const { abort } of entries.values()) abort.abort(error);
      entries.clear();
    },
  };
}

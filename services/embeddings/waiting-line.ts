import { GantryError } from '#contract';

export type Priority = 'interactive' | 'bulk';

/** What one text carries through the queues. */
export interface Ticket {
  /** Aborts when nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** Grows to `interactive` when someone joins who is in a hurry. */
  priority: Priority;
  /** When the text was accepted, ms of `performance.now()`. */
  readonly sinceMs: number;
}

export interface Waiting<P, R> {
  readonly ticket: Ticket;
  readonly payload: P;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** Those who wait: interactive before bulk, each in the order they came. */
export interface WaitingLine<P, R> {
  /** Resolves with what is given to the entry. @throws GantryError `cancelled` when the ticket aborts before it is taken */
  wait(ticket: Ticket, payload: P): Promise<R>;
  size(priority?: Priority): number;
  /** The first `count` of a class. */
  first(priority: Priority, count: number): Waiting<P, R>[];
  /** Removes entries that are now being worked on. */
  take(entries: readonly Waiting<P, R>[]): void;
  /** Moves a ticket from bulk to the end of interactive. */
  promote(ticket: Ticket): void;
  rejectAll(error: GantryError): void;
}

export function createWaitingLine<P, R>(): WaitingLine<P, R> {
  const lines: Record<Priority, Map<Ticket, Waiting<P, R>>> = { interactive: new Map(), bulk: new Map() };
  const remove = (ticket: Ticket) => lines.interactive.delete(ticket) || lines.bulk.delete(ticket);
  const watched = new WeakSet<AbortSignal>();

  /** One listener a signal: a request may have thousands of texts. */
  function watch(signal: AbortSignal): void {
    if (watched.has(signal)) return;
    watched.add(signal);
    const onAbort = () => {
      for (const line of [lines.interactive, lines.bulk]) {
        for (const { ticket, reject } of [...line.values()]) {
          if (ticket.signal !== signal) continue;
          line.delete(ticket);
          reject(cancellationOf(ticket));
        }
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
  }

  return {
    wait: (ticket, payload) =>
      new Promise<R>((resolve, reject) => {
        if (ticket.signal.aborted) {
          reject(cancellationOf(ticket));
          return;
        }
        lines[ticket.priority].set(ticket, { ticket, payload, resolve, reject });
        watch(ticket.signal);
      }),
    size: (priority) => (priority === undefined ? lines.interactive.size + lines.bulk.size : lines[priority].size),
    first(priority, count) {
      const found: Waiting<P, R>[] = [];
      for (const entry of lines[priority].values()) {
        if (found.length === count) break;
        found.push(entry);
      }
      return found;
    },
    take(entries) {
      for (const { ticket } of entries) remove(ticket);
    },
    promote(ticket) {
      const entry = lines.bulk.get(ticket);
      if (entry === undefined) return;
      lines.bulk.delete(ticket);
      lines.interactive.set(ticket, entry);
    },
    rejectAll(error) {
      for (const line of [lines.interactive, lines.bulk]) {
        for (const { reject } of line.values()) reject(error);
        line.clear();
      }
    },
  };
}

function cancellationOf({ signal }: Ticket): GantryError {
  return signal.reason instanceof GantryError ? signal.reason : new GantryError('cancelled');
}

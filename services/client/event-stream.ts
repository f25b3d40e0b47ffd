import type { GantryEvent } from '#contract';
import { readErrorReply } from './error-reply.ts';
import { eventNames } from './operation-table.ts';
import { parseServerSentEvents } from './server-sent-events.ts';

export interface EventStreamOptions {
  onEvent(event: GantryEvent): void;
  /** connecting: first try; open: events flow; lost: tries again by itself. */
  onState?(state: 'connecting' | 'open' | 'lost'): void;
  /** Some events were missed for good: read again what they would have told. */
  onResync?(): void;
  /** Called when the API refuses (e.g. 401); the stream then ends. */
  onRefused?(error: Error): void;
  signal: AbortSignal;
}

/** The host sends a comment every 15 s; a connection silent for longer than this is dead. */
const silentMs = 40_000;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

type Connect = (request: { signal: AbortSignal; lastEventId: Record<string, string> }) => Promise<Response>;

export async function followEvents(options: EventStreamOptions, connect: Connect): Promise<void> {
  const { signal, onState } = options;
  let lastId: number | undefined;
  let retryMs = firstRetryMs;
  onState?.('connecting');
  while (!signal.aborted) {
    const abort = new AbortController();
    const stop = () => abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const response = await connect({
        signal: abort.signal,
        lastEventId: lastId === undefined ? {} : { 'last-event-id': String(lastId) },
      });
      if (response.status === 401 || response.status === 403) {
        options.onRefused?.(await readErrorReply(response));
        return;
      }
      if (!response.ok || response.body === null) throw await readErrorReply(response);
      retryMs = firstRetryMs;
      onState?.('open');
      const watch = watchSilence(abort);
      try {
        for await (const message of parseServerSentEvents(response.body, watch.heard)) lastId = deliver(message, options) ?? lastId;
      } finally {
        watch.stop();
      }
    } catch {
      // Whatever broke the stream, the answer is the same: say that it is lost and try again.
    } finally {
      signal.removeEventListener('abort', stop);
    }
    if (signal.aborted) return;
    onState?.('lost');
    await wait(retryMs, signal);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
}

function watchSilence(abort: AbortController): { heard(): void; stop(): void } {
  let timer = setTimeout(() => abort.abort(), silentMs);
  return {
    heard() {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), silentMs);
    },
    stop: () => clearTimeout(timer),
  };
}

function deliver(
  message: { event: string; data: string; id: string | undefined },
  { onEvent, onResync }: EventStreamOptions,
): number | undefined {
  const id = message.id === undefined ? undefined : Number(message.id);
  if (message.event === 'resync') onResync?.();
  // A newer host may announce what this client does not know.
  else if (eventNames.has(message.event)) onEvent({ id: id ?? 0, event: message.event, data: JSON.parse(message.data) } as GantryEvent);
  return id !== undefined && Number.isFinite(id) ? id : undefined;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

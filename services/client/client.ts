import { type ClientInput, GantryError, type GantryEvent, type OperationName, type Output } from '#contract';
import { readErrorReply } from './error-reply.ts';
import { type EventStreamOptions, followEvents } from './event-stream.ts';
import { operationTable } from './operation-table.ts';
import { buildRequest } from './request.ts';

export interface ClientOptions {
  /** Origin of the API, e.g. `http://127.0.0.1:8091`; empty for the origin of the page. */
  baseUrl: string;
  /** Asked at every call, for a token or session key that may change. */
  headers?: () => Record<string, string>;
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface Client {
  /**
   * Calls an operation and gives its output.
   * @throws GantryError with the code of the reply, or `host_unreachable`, or `cancelled` when `signal` aborted
   */
  call<N extends OperationName>(name: N, input: ClientInput<N>, options?: CallOptions): Promise<Output<N>>;
  /** Follows `/events` until `signal` aborts, reconnecting by itself. */
  events(options: EventStreamOptions): Promise<void>;
}

export type { GantryEvent };

/** Makes a client; it holds no connection and needs no closing. */
export function createClient({ baseUrl, headers = () => ({}), fetch: send = globalThis.fetch.bind(globalThis) }: ClientOptions): Client {
  return {
    async call<N extends OperationName>(name: N, input: ClientInput<N>, { signal }: CallOptions = {}): Promise<Output<N>> {
      const declared = operationTable[name];
      const request = buildRequest(declared, input as Record<string, unknown>);
      const response = await reach(() =>
        send(`${baseUrl}${request.path}`, {
          method: declared.method,
          headers: { ...headers(), ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(signal === undefined ? {} : { signal }),
          credentials: 'same-origin',
        }),
      );
      if (!response.ok) throw await readErrorReply(response);
      if (declared.reply === 'none') return undefined as Output<N>;
      return reach(async () =>
        declared.reply === 'json' ? ((await response.json()) as Output<N>) : ((await response.text()) as Output<N>),
      );
    },
    events: (options) =>
      followEvents(options, ({ signal, lastEventId }) =>
        reach(() =>
          send(`${baseUrl}${operationTable['events.stream'].path}`, {
            headers: { ...headers(), accept: 'text/event-stream', ...lastEventId },
            signal,
            credentials: 'same-origin',
          }),
        ),
      ),
  };
}

/** fetch says "network error" by a TypeError and "aborted" by a DOMException: both become typed. */
async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GantryError) throw error;
    const wasAborted = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
    throw new GantryError(wasAborted ? 'cancelled' : 'host_unreachable', { cause: error });
  }
}

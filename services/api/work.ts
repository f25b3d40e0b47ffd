import type { ServerResponse } from 'node:http';
import { GantryError } from '#contract';

/** Runs the handlers of requests, each with a signal that tells it when nobody waits for its answer any more. */
export function createWork(requestTimeoutMs: number) {
  const running = new Set<AbortController>();

  return {
    /**
     * Runs `handle` until it answers, its client goes, `requestTimeoutMs` are over, or `abortAll`.
     * @throws GantryError `cancelled`, `timed_out`, or what `abortAll` was given
     */
    async run<T>(response: ServerResponse, handle: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const abort = new AbortController();
      const leave = () => abort.abort(new GantryError('cancelled'));
      // The client may have gone while its token was being looked at.
      if (response.destroyed) leave();
      abort.signal.throwIfAborted();

      const aborted = new Promise<never>((_, reject) => {
        abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
      });
      const timer = setTimeout(() => abort.abort(new GantryError('timed_out')), requestTimeoutMs);
      response.once('close', leave);
      running.add(abort);
      try {
        return await Promise.race([handle(abort.signal), aborted]);
      } finally {
        running.delete(abort);
        response.off('close', leave);
        clearTimeout(timer);
      }
    },
    abortAll(reason: GantryError): void {
      for (const abort of running) abort.abort(reason);
    },
  };
}

import { parentPort } from 'node:worker_threads';
import { GantryError } from '#contract';
import type { FromWorker, ToWorker } from './worker-link.ts';

/** What a handler gives back; `transfer` moves instead of being copied. */
export interface Answer<R> {
  reply: R;
  transfer: ArrayBuffer[];
}

/**
 * The worker's end of a worker link: prepares, says ready (or why not), then answers one request after the other. A
 * request that throws is answered with the error and the worker goes on.
 */
export async function answerRequests<Q, R>(prepare: () => Promise<(request: Q) => Promise<Answer<R>>>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file runs in a worker thread only');
  const post = (message: FromWorker<R>, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  try {
    const handle = await prepare();
    port.on('message', ({ id, request }: ToWorker<Q>) => {
      handle(request).then(
        ({ reply, transfer }) => post({ kind: 'reply', id, reply }, transfer),
        (error: unknown) => post({ kind: 'error', id, message: messageOf(error) }),
      );
    });
    post({ kind: 'ready' });
  } catch (error) {
    const code = error instanceof GantryError ? error.code : 'internal';
    post({ kind: 'failed', code, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

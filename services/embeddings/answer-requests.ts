import { parentPort } from 'node:worker_threads';
import { GantryError } from '#contract';
import type { FromWorker, ToWorker } from './worker-link.ts';

/** What a handler gives back; `transfer` moves instead of being copied. */
export interface Answer<R> {
  reply: R;
  transfer: ArrayBuffer[];
}

/**
 * The worker's end of a worker link: prepares, says ready (or why not, and ends), then answers one request after the
 * other until it is told to close. A request that throws is answered with the error and the worker goes on.
 */
export async function answerRequests<Q, R>(prepare: () => Promise<(request: Q) => Promise<Answer<R>>>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file runs in a worker thread only');
  const post = (message: FromWorker<R>, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  let handle: ((request: Q) => Promise<Answer<R>>) | undefined;
  // Listening from the beginning, so that a close during the preparation is heard.
  port.on('message', (message: ToWorker<Q>) => {
    // In a worker thread this ends the thread, and here no native code is under way.
    if (message.kind === 'close') process.exit();
    const { id, request } = message;
    handle?.(request).then(
      ({ reply, transfer }) => post({ kind: 'reply', id, reply }, transfer),
      (error: unknown) => post({ kind: 'error', id, message: messageOf(error) }),
    );
  });
  try {
    handle = await prepare();
    post({ kind: 'ready' });
  } catch (error) {
    post({ kind: 'failed', code: error instanceof GantryError ? error.code : 'internal', message: messageOf(error) });
    port.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

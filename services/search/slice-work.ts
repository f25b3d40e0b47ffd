import { setImmediate } from 'node:timers/promises';

/** Longest run on the main thread before others get their turn. */
const sliceMs = 4;

/** Gives a function to call inside long loops: it lets the event loop turn whenever 4 ms of work have passed since it last did. */
export function sliceWork(): (signal?: AbortSignal) => Promise<void> {
  let since = performance.now();
  return async (signal) => {
    if (performance.now() - since < sliceMs) return;
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  };
}

/** Work that must not run side by side. */
export { createKeyedQueue, type KeyedQueue } from './keyed-queue.ts';
export { createQueue } from './queue.ts';

/** Calls and events of the local API over web-standard fetch: panel, CLI, Electron and tests share it. */
export { type Client, type ClientOptions, createClient } from './client.ts';
export type { EventStreamOptions } from './event-stream.ts';

/** Structured logs: one JSON object a line, secrets redacted. */
export { createLog, type Log } from './log.ts';

/** What the host announces, and who listens. */
export { createEvents, type Events } from './events.ts';

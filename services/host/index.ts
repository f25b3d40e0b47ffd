/** The process that owns everything; tests start it here, people by `gantry serve`. */
export { type Host, type HostOptions, startHost } from './start.ts';

/** The configuration in force, and where each value comes from. */

export type { ConfigDocument, DriftCheck, DriftReport } from './document.ts';
export { type EnvironmentName, readEnvironmentName } from './environment-name.ts';
export type { Origin } from './layers.ts';
export { type LoadedConfig, loadConfig } from './load-config.ts';

/** The configuration in force, where each value comes from, and how it is changed. */

export type { ConfigDocument, DriftCheck, DriftReport } from './document.ts';
export { type ConfigEditor, createConfigEditor } from './editor/create-config-editor.ts';
export type { ConfigEffects, Standing } from './editor/effects.ts';
export { takeBackPending } from './editor/pending-change.ts';
export { type EnvironmentName, readEnvironmentName } from './environment-name.ts';
export type { Origin } from './layers.ts';
export { adoptSettings } from './live-settings.ts';
export { type LoadedConfig, loadConfig } from './load-config.ts';
export { settingsSchema } from './settings-document/describe-settings.ts';
export { createSettingsDocument } from './settings-document/settings-document.ts';

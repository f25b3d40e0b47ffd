import type { ConfigDocumentName, ConfigEffect, ConfigEntry, ConfigProblem, DryRun, Output } from '#contract';

export type DriftReport = Output<'config.drift'>;
export type DriftCheck = DriftReport['checked'][number];

/**
 * One file a person configures Gantry by: how its text is read, checked, changed and explained. The editor knows no
 * format and no room; each document brings its own.
 */
export interface ConfigDocument {
  readonly name: ConfigDocumentName;
  /** Absolute path. A file that is not there has the text ''. */
  readonly file: string;
  readonly format: 'yaml' | 'env';
  /** Mistakes of a text; empty when the whole configuration would load with it. */
  check(text: string): Promise<ConfigProblem[]>;
  /** What the text itself sets, by key, in its order; what cannot be read is left out. */
  values(text: string): ReadonlyMap<string, unknown>;
  /**
   * The text with these keys set; undefined takes a key out. Comments, order and everything else stay.
   * @throws GantryError `invalid_value` naming a key that the format cannot hold
   */
  change(text: string, changes: ReadonlyMap<string, unknown>): string;
  /** Every key there is, explained with `text` as the content of the file. */
  entries(text: string): Promise<ConfigEntry[]>;
  isSecret(key: string): boolean;
  /** What must happen before these keys, changed to what `text` says, count. */
  effect(keys: readonly string[], text: string): Promise<ConfigEffect>;
  /** Asks the programs themselves about `text`; what does not run is skipped, with the reason. */
  dryRun(text: string, keys: readonly string[], signal: AbortSignal): Promise<DryRun[]>;
  /** Where host, containers or programs have other values than the files. */
  drift(signal: AbortSignal): Promise<DriftReport>;
  /** JSON Schema of the file, for editors. */
  schema(): Record<string, unknown>;
}

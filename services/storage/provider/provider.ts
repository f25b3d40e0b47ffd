import type { Check } from '#platform/parts';
import type { DatabasePool } from '../pool.ts';
import type { ProviderName } from './provider-name.ts';

/** One place where the documents may be. Can be opened again after it was closed. */
export interface Provider {
  readonly name: ProviderName;
  /** In words, for messages: `the embedded database`. */
  readonly title: string;
  readonly pool: DatabasePool;
  /**
   * Whether it has one backend for all: an open transaction keeps everyone else waiting, and nothing runs side by side.
   */
  readonly isSingle: boolean;
  /**
   * Opens it and looks whether it can serve; the schema is not touched.
   * @throws GantryError `database_unavailable`, `database_extension_missing`, `database_damaged`, `disk_full`, `home_not_writable`
   */
  open(report: (reason: string) => void): Promise<void>;
  close(): Promise<void>;
  /** Checks of what is special to it; those of every database come beside them. */
  readonly checks: readonly Check[];
}

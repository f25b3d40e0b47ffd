import type { Routes, Task } from '#contract';
import type { PartDeclaration } from '#platform/parts';
import type { ProviderName } from './provider/provider-name.ts';

/** Rows come as objects by column name. Vectors travel as text (`[1,2,3]`), timestamps as Date, json as values. */
export interface Queryable {
  /** @throws GantryError `database_unavailable`, `disk_full`, `timed_out`; other mistakes in SQL stay what `pg` throws. */
  query<R extends object = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
}

/** The database, reached by an ordinary `pg` pool. Which one may change while it runs; requests then wait and do not fail. */
export interface Storage extends Queryable {
  /** Health part `database`: opens the database in use, runs the migrations as a task. */
  readonly part: PartDeclaration;
  /** Where the documents are now. */
  provider(): ProviderName;
  readonly routes: Pick<Routes, 'storage.switch'>;
  /** Begins a task that moves the documents. @throws GantryError `conflict` where the configuration says where they are */
  move(to: ProviderName, cause: string): Promise<Task>;
  /**
   * Runs `work` in one transaction on one connection; rolls back when it throws. Settings must be made with SET LOCAL.
   * `timeoutMs` is for each of its statements: default `storage.statementTimeoutMs`, 0 is no limit, for building an index.
   */
  transaction<T>(work: (connection: Queryable) => Promise<T>, options?: { timeoutMs?: number }): Promise<T>;
}

/** Key-value cache with the few commands Redis shares. Values are bytes; a missing or expired key is undefined. */
export interface Cache {
  /** Health part `cache`. */
  readonly part: PartDeclaration;
  getMany(keys: readonly string[]): Promise<(Uint8Array | undefined)[]>;
  setMany(entries: readonly { key: string; value: Uint8Array }[], options?: { ttlSeconds?: number }): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Deletes all keys that begin with `prefix`; returns how many. */
  deletePrefix(prefix: string): Promise<number>;
}

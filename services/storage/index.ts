/** The database and the cache. */
export type { Cache, Queryable, Storage } from './storage.ts';

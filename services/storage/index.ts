/** The database and the cache. */
export { createStorage, type StorageOptions } from './create-storage.ts';
export { createMemoryCache, type MemoryCacheOptions } from './memory-cache.ts';
export type { Cache, Queryable, Storage } from './storage.ts';

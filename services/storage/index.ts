/** The database and the cache. */
export { createStorage, type StorageOptions } from './create-storage.ts';
export type { DatabaseAddress, FindDatabase, Unavailable } from './database-address.ts';
export { createMemoryCache, type MemoryCacheOptions } from './memory-cache.ts';
export type { ProviderName } from './provider/provider-name.ts';
export type { FindRedis, RedisAddress } from './redis/redis-address.ts';
export { createRedisCache, type RedisCacheOptions } from './redis/redis-cache.ts';
export type { Cache, Queryable, Storage } from './storage.ts';

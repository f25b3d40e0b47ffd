import type { Unavailable } from '../database-address.ts';

/** How Redis is reached. */
export interface RedisAddress {
  host: string;
  port: number;
  /** Asked at each new connection, so a changed password counts from then on. Absent: none is sent. */
  password?: () => Promise<string>;
}

/** Finds Redis anew at each connection: a container may have moved to another port. */
export type FindRedis = () => Promise<RedisAddress | Unavailable>;

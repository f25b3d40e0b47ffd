import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { StackHome } from './stack-home.ts';

/** Logins from outside to the published ports of a stack: true when let in, false when the value is refused, else an error. */
export function stackLogins({ variables }: Pick<StackHome, 'variables'>) {
  const postgresAt = { host: '127.0.0.1', port: Number(variables.POSTGRES_PORT), user: 'gantry', database: 'gantry' };
  const redisAt = { host: '127.0.0.1', port: Number(variables.REDIS_PORT) };

  return {
    /** A client that is logged in; to be ended. */
    async postgresClient(password: string): Promise<Client> {
      const client = new Client({ ...postgresAt, password });
      await client.connect();
      return client;
    },
    async postgres(options: { password: string } | { connectionString: string }): Promise<boolean> {
      const client = new Client('password' in options ? { ...postgresAt, ...options } : options);
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query('SELECT 1 AS one')).rows[0].one === 1;
      } catch (error) {
        if ((error as { code?: string }).code === '28P01') return false;
        throw error;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    async redis(options: { password: string } | { url: string }): Promise<boolean> {
      const always = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
      const redis = 'url' in options ? new Redis(options.url, always) : new Redis({ ...redisAt, password: options.password, ...always });
      const said: string[] = [];
      redis.on('error', (error: Error) => said.push(error.message));
      try {
        await redis.connect();
        return (await redis.ping()) === 'PONG';
      } catch (error) {
        if (/WRONGPASS|NOAUTH/.test([...said, (error as Error).message].join(' '))) return false;
        throw error;
      } finally {
        redis.disconnect();
      }
    },
  };
}

export type StackLogins = ReturnType<typeof stackLogins>;

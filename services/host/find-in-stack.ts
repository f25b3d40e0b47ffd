import { GantryError } from '#contract';
import type { Stack } from '#stack';
import type { FindDatabase, FindRedis, Unavailable } from '#storage';

type Addresses = Pick<Stack, 'address'>;

/** Where the stack's Postgres is reached from this computer, or why it is not. */
export function findStackDatabase(stack: Addresses): ReturnType<FindDatabase> {
  return orWhyNot('postgres', async () => {
    const { host, port, environment, secret } = await stack.address('postgres', 5432);
    const user = environment.POSTGRES_USER ?? 'postgres';
    const database = environment.POSTGRES_DB ?? user;
    return { host, port, user, database, password: async () => (await secret('postgres_password')) ?? '', tls: 'off' as const };
  });
}

/** Where the stack's Redis is reached from this computer, or why it is not. */
export function findStackRedis(stack: Addresses): ReturnType<FindRedis> {
  return orWhyNot('redis', async () => {
    const { host, port, secret } = await stack.address('redis', 6379);
    return { host, port, password: async () => (await secret('redis_password')) ?? '' };
  });
}

async function orWhyNot<T>(service: string, find: () => Promise<T>): Promise<T | Unavailable> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return { unavailable: error.message, fix: error.fix ?? `Start it with: npm run gantry -- up ${service}` };
  }
}

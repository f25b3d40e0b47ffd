import { GantryError } from '#contract';
import type { Stack } from '#stack';
import type { FindDatabase } from '#storage';

const port = 5432;

/** Where the stack's Postgres is reached from this computer, or why it is not. */
export async function findStackDatabase(stack: Pick<Stack, 'address'>): ReturnType<FindDatabase> {
  try {
    const { host, port: hostPort, environment, secret } = await stack.address('postgres', port);
    const user = environment.POSTGRES_USER ?? 'postgres';
    return {
      host,
      port: hostPort,
      user,
      database: environment.POSTGRES_DB ?? user,
      password: async () => (await secret('postgres_password')) ?? '',
      tls: 'off',
    };
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return { unavailable: error.message, fix: error.fix ?? 'Start it with: npm run gantry -- up postgres' };
  }
}

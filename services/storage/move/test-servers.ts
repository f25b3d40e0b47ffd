import { join } from 'node:path';
import { Client } from 'pg';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import type { DatabaseAddress } from '../database-address.ts';
import { createEmbedded } from '../embedded/embedded.ts';
import { makeTestHome, removeTestHome } from '../test-storage.ts';

/** A Postgres that stands for the one of the stack. */
export interface TestServer {
  address: DatabaseAddress;
  /** Asks it beside Gantry. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** As before anything was in it. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** Postgres 18 with pgvector as PGlite behind a port with a password: real SQL and protocol, one backend. */
export async function startPgliteServer(): Promise<TestServer> {
  const home = await makeTestHome();
  const addresses: DatabaseAddress[] = [];
  const embedded = createEmbedded({
    paths: resolvePaths({ GANTRY_HOME: join(home, 'server') }),
    log: createLog({ level: 'silent' }),
    onUp: (address) => void addresses.push(address),
    useSocket: false,
  });
  await embedded.start(() => undefined);
  const [address] = addresses as [DatabaseAddress];
  return {
    ...askBeside(address),
    async stop() {
      await embedded.stop();
      await removeTestHome(home);
    },
  };
}

/** What every test server does by an ordinary connection. */
export function askBeside(address: DatabaseAddress): Omit<TestServer, 'stop'> {
  const query = async (sql: string) => {
    const { host, port, user, database, password } = address;
    const client = new Client({ host, port, user, database, password: password ?? (async () => '') });
    await client.connect();
    try {
      const result = await client.query(sql);
      return (Array.isArray(result) ? result.at(-1) : result).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  return { address, query, empty: async () => void (await query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')) };
}

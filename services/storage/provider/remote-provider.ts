import type { Config } from '#contract';
import { GantryError } from '#contract';
import type { Log } from '#platform/log';
import { databaseDurable } from '../checks/database-durable.ts';
import { vectorExtension } from '../checks/vector-extension.ts';
import type { FindDatabase } from '../database-address.ts';
import { describeRemoteError, type ServerWords } from '../describe-remote-error.ts';
import type { PoolMetrics } from '../metrics.ts';
import { createPool, type DatabasePool } from '../pool.ts';
import { inspectServer } from './inspect-server.ts';
import type { Provider } from './provider.ts';
import type { ProviderName } from './provider-name.ts';

export interface RemoteProviderOptions {
  name: Exclude<ProviderName, 'embedded'>;
  config: Config['storage'];
  log: Log;
  metrics: PoolMetrics;
  /** Asked at the start, and again when connections fail. */
  find: FindDatabase;
}

/** After trouble the address is asked for at most this often. */
const findAgainMs = 1000;

const words: Record<RemoteProviderOptions['name'], ServerWords & { title: string }> = {
  stack: {
    title: "the stack's database",
    name: 'The Postgres of the stack',
    passwordPlace: 'the password file of the stack so that it is the one its volume was made with',
    startFix: 'Start it with: npm run gantry -- up postgres',
  },
  external: {
    title: 'the external database',
    name: 'The external Postgres',
    passwordPlace: 'the file that storage.externalPasswordFile names, or storage.externalUser',
    startFix: 'Start that server, or correct storage.externalHost and storage.externalPort.',
  },
};

/** A Postgres server, of the stack or of one's own. */
export function createRemoteProvider({ name, config, log, metrics, find }: RemoteProviderOptions): Provider {
  const server = words[name];
  let isOpen = false;
  let foundAt = 0;
  const pool: DatabasePool = createPool({
    config,
    log,
    metrics,
    endsLateStatements: true,
    describe: (error) => describeRemoteError(error, server),
    onTrouble() {
      if (!isOpen || performance.now() - foundAt < findAgainMs) return;
      refind().catch((error: unknown) => log.debug({ err: error }, 'the address of the database is not known now'));
    },
  });

  async function refind(): Promise<void> {
    foundAt = performance.now();
    const found = await find();
    if ('unavailable' in found) throw new GantryError('database_unavailable', { message: found.unavailable, fix: found.fix });
    if (isOpen) pool.open(found);
  }

  return {
    name,
    title: server.title,
    pool,
    isSingle: false,
    async open(report) {
      report(`connecting to ${server.title}`);
      isOpen = true;
      try {
        await refind();
        await inspectServer(pool, server);
      } catch (error) {
        isOpen = false;
        await pool.close();
        throw error;
      }
    },
    async close() {
      isOpen = false;
      await pool.close();
    },
    checks: [
      vectorExtension(pool),
      databaseDurable(pool, 'Set them to on in postgresql.conf of that server, or take them out of its command line, and restart it.'),
    ],
  };
}

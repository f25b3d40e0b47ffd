import type { Config } from '#contract';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { Paths } from '#platform/paths';
import type { Tasks } from '#platform/tasks';
import { databaseAnswers } from './checks/database-answers.ts';
import { databaseDurable } from './checks/database-durable.ts';
import { freeDiskSpace } from './checks/free-disk-space.ts';
import { migrationsCurrent } from './checks/migrations-current.ts';
import { createEmbedded, type EmbeddedOptions } from './embedded/embedded.ts';
import { createMaintenance } from './maintenance.ts';
import { addPoolMetrics } from './metrics.ts';
import { type Migration, readMigrations } from './migrate/migration-files.ts';
import { createMigrationTask } from './migrate/migration-task.ts';
import { createPool, type DatabasePool } from './pool.ts';
import type { Storage } from './storage.ts';

export interface StorageOptions {
  config: Config['storage'];
  paths: Paths;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
  tasks: Tasks;
  /** For tests: other migrations, a look at the thread, a port instead of a socket, maintenance more often. */
  testing?: Pick<EmbeddedOptions, 'onWorker' | 'useSocket'> & { readMigrations?(): Promise<Migration[]>; lookMs?: number };
}

/** The database of Gantry: the embedded Postgres behind a `pg` pool. Nothing runs before its part is started. */
export function createStorage({ config, paths, log, metrics, sampler, tasks, testing = {} }: StorageOptions): Storage {
  const read = testing.readMigrations ?? (() => readMigrations());
  const embedded = createEmbedded({ paths, log, onUp: (address) => pool.open(address), ...testing });
  const pool: DatabasePool = createPool({
    config,
    log,
    metrics: addPoolMetrics({ maxConnections: config.poolMaxConnections, sizes: () => pool.sizes(), metrics, sampler }),
    context: () => ({ folder: embedded.folder, failure: embedded.failure() }),
  });
  const migration = createMigrationTask({ pool, tasks, readMigrations: read });
  const maintenance = createMaintenance({ pool, log, ...(testing.lookMs === undefined ? {} : { lookMs: testing.lookMs }) });

  return {
    part: {
      name: 'database',
      title: 'Database',
      dependsOn: [],
      isEssential: true,
      async start(report) {
        await embedded.start(report);
        report('checking the schema');
        await migration.run('the host started');
        maintenance.start();
      },
      async stop() {
        await maintenance.stop();
        await pool.close();
        await embedded.stop();
      },
      checks: [databaseAnswers(pool), databaseDurable(pool), freeDiskSpace(paths.data), migrationsCurrent(pool, read)],
    },
    query: pool.query,
    transaction: pool.transaction,
  };
}

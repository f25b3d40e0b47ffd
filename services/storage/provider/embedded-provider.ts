import { setTimeout } from 'node:timers/promises';
import type { Config } from '#contract';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import { databaseDurable } from '../checks/database-durable.ts';
import { freeDiskSpace } from '../checks/free-disk-space.ts';
import { describeDatabaseError, isConnectionLost, isLateAnswer } from '../describe-database-error.ts';
import { createEmbedded, type EmbeddedOptions } from '../embedded/embedded.ts';
import { createMaintenance } from '../maintenance.ts';
import type { PoolMetrics } from '../metrics.ts';
import { createPool, type DatabasePool } from '../pool.ts';
import type { Provider } from './provider.ts';

export interface EmbeddedProviderOptions {
  config: Config['storage'];
  paths: Paths;
  log: Log;
  metrics: PoolMetrics;
  testing: Pick<EmbeddedOptions, 'onWorker' | 'useSocket'> & { lookMs?: number };
}

/** After a connection is lost, how long the word of why may take to come from the other thread. */
const longestCauseMs = 500;
const causeLookMs = 20;

/** Postgres inside Gantry: its thread, its pool, its maintenance. */
export function createEmbeddedProvider({ config, paths, log, metrics, testing }: EmbeddedProviderOptions): Provider {
  const embedded = createEmbedded({ paths, log, onUp: (address) => pool.open(address), ...testing });

  async function describe(error: unknown): Promise<unknown> {
    const isUnexplained = isConnectionLost(error) && !isLateAnswer(error);
    for (let waitedMs = 0; isUnexplained && waitedMs < longestCauseMs && embedded.failure() === undefined; waitedMs += causeLookMs) {
      await setTimeout(causeLookMs);
    }
    return describeDatabaseError(error, { folder: embedded.folder, failure: embedded.failure() });
  }

  const pool: DatabasePool = createPool({ config, log, metrics, endsLateStatements: false, failure: embedded.failure, describe });
  const maintenance = createMaintenance({ pool, log, ...(testing.lookMs === undefined ? {} : { lookMs: testing.lookMs }) });

  return {
    name: 'embedded',
    title: 'the embedded database',
    pool,
    isSingle: true,
    async open(report) {
      await embedded.start(report);
      maintenance.start();
    },
    async close() {
      await maintenance.stop();
      await pool.close();
      await embedded.stop();
    },
    checks: [
      databaseDurable(pool, 'Remove these settings from postgresql.auto.conf in the database folder and restart Gantry.'),
      freeDiskSpace(paths.data),
    ],
  };
}

import { z } from 'zod';
import { GantryError } from '#contract';
import type { Tasks } from '#platform/tasks';
import type { DatabasePool } from '../pool.ts';
import { applyMigration, findPending } from './migrate.ts';
import type { Migration } from './migration-files.ts';

const kind = 'migrate-database';

export interface MigrationTask {
  /** Brings the schema up to date by a task, where something is pending. @throws GantryError what the task failed with */
  run(cause: string): Promise<void>;
}

/** Defines the kind of task that migrates. */
export function createMigrationTask({
  pool,
  tasks,
  readMigrations,
}: {
  /** The one in use at that moment. */
  pool(): DatabasePool;
  tasks: Tasks;
  readMigrations(): Promise<Migration[]>;
}): MigrationTask {
  let lastError: unknown;
  tasks.define({
    kind,
    unit: 'migrations',
    input: z.object({}),
    title: () => 'Bring the database up to date',
    // The next start does it again by itself.
    isResumable: false,
    async run(_input, { signal, progress }) {
      lastError = undefined;
      try {
        return await pool().withoutTimeout(async (connection) => {
          const pending = await findPending(connection, await readMigrations());
          progress({ done: 0, total: pending.length });
          const applied: string[] = [];
          for (const migration of pending) {
            signal.throwIfAborted();
            progress({ done: applied.length, current: migration.name });
            await applyMigration(connection, migration);
            applied.push(migration.name);
          }
          progress({ done: applied.length });
          return { applied };
        });
      } catch (error) {
        lastError = error;
        throw error;
      }
    },
  });

  return {
    async run(cause) {
      const migrations = await readMigrations();
      const pending = await pool().withoutTimeout((connection) => findPending(connection, migrations));
      if (pending.length === 0) return;
      const { id } = await tasks.start(kind, {}, cause);
      const { state } = await tasks.finished(id);
      if (state === 'succeeded') return;
      throw lastError ?? new GantryError('cancelled', { message: 'The migration of the database was cancelled.' });
    },
  };
}

import type { Check } from '#platform/parts';
import { findPending } from '../migrate/migrate.ts';
import type { Migration } from '../migrate/migration-files.ts';
import type { Queryable } from '../storage.ts';

/** Whether the schema is the one this Gantry was written for. */
export function migrationsCurrent(database: Queryable, readMigrations: () => Promise<Migration[]>): Check {
  return {
    name: 'migrations-current',
    title: 'Is the schema of the database up to date?',
    async run() {
      const migrations = await readMigrations();
      const pending = await findPending(database, migrations);
      const evidence = `${migrations.length - pending.length} of ${migrations.length} migrations applied`;
      if (pending.length === 0) return { state: 'ok', evidence };
      return { state: 'down', evidence, cause: 'The database has an older schema.', fix: 'Restart Gantry; it migrates when it starts.' };
    },
  };
}

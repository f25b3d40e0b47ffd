import type { Check } from '#platform/parts';
import type { Queryable } from '../storage.ts';

const needed = ['fsync', 'synchronous_commit', 'full_page_writes'];

/** Whether what was acknowledged survives a power cut. */
export function databaseDurable(database: Queryable): Check {
  return {
    name: 'database-durable',
    title: 'Is each commit on the disk before it is acknowledged?',
    async run() {
      const rows = await database.query<{ name: string; setting: string }>('SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [
        needed,
      ]);
      const off = rows.filter(({ setting }) => setting !== 'on').map(({ name }) => name);
      if (off.length === 0 && rows.length === needed.length) return { state: 'ok', evidence: 'fsync is on' };
      return {
        state: 'degraded',
        evidence: `${off.join(', ')} off`,
        cause: 'A power cut could lose documents that were acknowledged.',
        fix: 'Remove these settings from postgresql.auto.conf in the database folder and restart Gantry.',
      };
    },
  };
}

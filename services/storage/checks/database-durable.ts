import type { Check } from '#platform/parts';
import type { Queryable } from '../storage.ts';

const needed = ['fsync', 'synchronous_commit', 'full_page_writes'];

/** Whether what was acknowledged survives a power cut; `fix` says how these settings are put right there. */
export function databaseDurable(database: Queryable, fix: string): Check {
  return {
    name: 'database-durable',
    title: 'Is each commit on the disk before it is acknowledged?',
    async run() {
      const rows = await database.query<{ name: string; setting: string }>('SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [
        needed,
      ]);
      // Of synchronous_commit every other value but `off` waits for the disk here too.
      const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
      if (off.length === 0 && rows.length === needed.length) return { state: 'ok', evidence: 'fsync is on' };
      return {
        state: 'degraded',
        evidence: `${off.join(', ')} off`,
        cause: 'A power cut could lose documents that were acknowledged.',
        fix,
      };
    },
  };
}

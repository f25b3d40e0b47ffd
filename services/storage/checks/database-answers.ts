import type { Check } from '#platform/parts';
import type { Queryable } from '../storage.ts';

/** Whether the database answers, and how fast. */
export function databaseAnswers(database: Queryable): Check {
  return {
    name: 'database-answers',
    title: 'Does the database answer?',
    async run() {
      const startedAt = performance.now();
      await database.query('SELECT 1');
      return { state: 'ok', evidence: `answered in ${(performance.now() - startedAt).toFixed(1)} ms` };
    },
  };
}

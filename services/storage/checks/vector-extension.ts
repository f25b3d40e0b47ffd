import type { Check } from '#platform/parts';
import { isVectorTooOld } from '../provider/inspect-server.ts';
import type { Queryable } from '../storage.ts';

/** Whether the server has the extension that holds vectors, in a version that searches can use. */
export function vectorExtension(database: Queryable): Check {
  return {
    name: 'vector-extension',
    title: 'Does the database server have pgvector?',
    async run() {
      const [row] = await database.query<{ version: string }>("SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'");
      if (row === undefined) {
        return {
          state: 'down',
          evidence: 'the extension vector is not there',
          cause: 'It was dropped from the database, and the vectors with it.',
          fix: 'Restore the database from a backup.',
        };
      }
      const evidence = `pgvector ${row.version}`;
      if (!isVectorTooOld(row.version)) return { state: 'ok', evidence };
      return {
        state: 'degraded',
        evidence,
        cause: 'Searches with a filter need pgvector 0.8.',
        fix: 'Upgrade the package of pgvector on that server, then run: ALTER EXTENSION vector UPDATE',
      };
    },
  };
}

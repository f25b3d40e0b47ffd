import type { Provider } from '../provider/provider.ts';
import { stopChangeLog } from './change-log.ts';
import { validateConstraints } from './definitions.ts';
import { removeNote, writeNote } from './move-note.ts';
import { commonTables, readTables } from './moved-table.ts';
import { digestAll } from './row-hash.ts';

/**
 * After the switch: the database that was left says what it held, so that a later switch back may write over it, and
 * nothing else may be lost there; the one in use no longer counts as a copy.
 */
export async function settleLeft(left: Provider, used: Provider): Promise<void> {
  await used.pool.withoutTimeout(async (connection) => {
    await removeNote(connection);
    await validateConstraints(connection);
  });
  const ofUsed = await used.pool.withoutTimeout(readTables);
  await left.pool.withoutTimeout(async (connection) => {
    await stopChangeLog(connection);
    const tables = commonTables(await readTables(connection), ofUsed);
    const digests = await digestAll(connection, tables);
    await writeNote(connection, { state: 'left', rows: {}, digests, definitions: [] });
  });
}

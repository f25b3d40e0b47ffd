import type { DatabasePool } from '../pool.ts';
import type { Queryable } from '../storage.ts';
import { addKeys, type Keys } from './change-log.ts';
import { type MoveNote, updateNote } from './move-note.ts';
import { deleteKeys, insertRows, lastKey, nextHashKey, nextKey, readKeys, readRange } from './move-rows.ts';
import type { MovedTable } from './moved-table.ts';
import { digestOf, hashesOf, type KeyRange } from './row-hash.ts';

export interface CopyOptions {
  source: DatabasePool;
  target: DatabasePool;
  tables: readonly MovedTable[];
  /** Kept up to date in the target with each step. */
  note: MoveNote;
  signal: AbortSignal;
  /** Called after each step with the rows it was about. */
  onRows(rows: number, current: string): void;
}

const withoutLimit = { timeoutMs: 0 };
/** Keys of one step: documents can be long. */
export const keysAtOnce = 250;

/** Copies every row after the last one that is there, step by step, each step a transaction of the target. */
export async function copyTables({ source, target, tables, note, signal, onRows }: CopyOptions): Promise<void> {
  for (const table of tables) {
    let after = await target.withoutTimeout((connection) => lastKey(connection, table));
    onRows(note.rows[table.name] ?? 0, `copying ${table.name}`);
    for (;;) {
      signal.throwIfAborted();
      const upTo = await source.withoutTimeout((connection) => nextKey(connection, table, after));
      if (upTo === undefined) break;
      const range = { after, upTo };
      const rows = await source.withoutTimeout((connection) => readRange(connection, table, range));
      await target.transaction(async (connection) => {
        const stored = await insertRows(connection, table, { rows, mode: 'skip' });
        await count(connection, note, { table, change: stored.length });
      }, withoutLimit);
      onRows(rows.length, `copying ${table.name}`);
      after = upTo;
    }
  }
}

/**
 * Compares both sides range by range, by hashes they compute themselves, and puts right what differs. Afterwards they
 * differ in nothing but the given keys and what has changed since. Gives how many rows were compared and put right.
 */
export async function reconcile(options: CopyOptions): Promise<{ compared: number; repaired: number; open: Keys }> {
  const { source, target, tables, signal, onRows } = options;
  const open: Keys = new Map();
  let compared = 0;
  let repaired = 0;
  for (const table of tables) {
    let after: string | undefined;
    for (let isLast = false; !isLast; ) {
      signal.throwIfAborted();
      const upTo = await source.withoutTimeout((connection) => nextHashKey(connection, table, after));
      // The last range has no end: what the target has beyond the source is found there.
      isLast = upTo === undefined;
      const range = { after, upTo };
      const [here, there] = await Promise.all([
        source.withoutTimeout((connection) => digestOf(connection, table, range)),
        target.withoutTimeout((connection) => digestOf(connection, table, range)),
      ]);
      if (here.rows !== there.rows || here.sum !== there.sum) {
        const { keys, left } = await repair(options, table, range);
        repaired += keys;
        addKeys(open, table.name, left);
      }
      compared += here.rows;
      onRows(here.rows, `verifying ${table.name}`);
      after = upTo;
    }
  }
  return { compared, repaired, open };
}

async function repair(options: CopyOptions, table: MovedTable, range: KeyRange): Promise<{ keys: number; left: string[] }> {
  const { source, target } = options;
  const [here, there] = await Promise.all([
    source.withoutTimeout((connection) => hashesOf(connection, table, range)),
    target.withoutTimeout((connection) => hashesOf(connection, table, range)),
  ]);
  const keys = [...new Set([...here.keys(), ...there.keys()])].filter((key) => here.get(key) !== there.get(key));
  const replayed = await replayKeys(options, new Map([[table.name, new Set(keys)]]));
  return { keys: keys.length, left: [...(replayed.get(table.name) ?? [])] };
}

/**
 * Makes the target have what the source has now under these keys. Gives the keys of rows that another row still stands
 * in the way of; that one is among the changed ones too.
 */
export async function replayKeys({ source, target, tables, note, signal }: CopyOptions, keys: Keys): Promise<Keys> {
  const open: Keys = new Map();
  for (const table of tables) {
    const all = [...(keys.get(table.name) ?? [])];
    for (let from = 0; from < all.length; from += keysAtOnce) {
      signal.throwIfAborted();
      const some = all.slice(from, from + keysAtOnce);
      const rows = await source.withoutTimeout((connection) => readKeys(connection, table, some));
      await target.transaction(async (connection) => {
        const gone = await deleteKeys(connection, table, some);
        const stored = new Set(await insertRows(connection, table, { rows, mode: 'skip' }));
        const given = rows.map((row) => row[keyPlace(table)] ?? '');
        addKeys(
          open,
          table.name,
          given.filter((key) => !stored.has(key)),
        );
        await count(connection, note, { table, change: stored.size - gone });
      }, withoutLimit);
    }
  }
  return open;
}

function keyPlace({ columns, key }: MovedTable): number {
  return columns.findIndex(({ sql }) => sql === key.sql);
}

async function count(target: Queryable, note: MoveNote, { table, change }: { table: MovedTable; change: number }): Promise<void> {
  if (change === 0) return;
  note.rows[table.name] = (note.rows[table.name] ?? 0) + change;
  await updateNote(target, note);
}

import { setTimeout } from 'node:timers/promises';
import { GantryError } from '#contract';
import type { Provider } from '../provider/provider.ts';
import type { Queryable } from '../storage.ts';
import { addKeys, type Keys, takeChanges } from './change-log.ts';
import { keysAtOnce } from './copy-tables.ts';
import { putBackConstraints } from './definitions.ts';
import { type MoveNote, updateNote } from './move-note.ts';
import { deleteKeys, insertRows, readKeys } from './move-rows.ts';
import type { MovedTable } from './moved-table.ts';
import type { Pauses } from './pauses.ts';
import { countRows, digestOfKeys } from './row-hash.ts';
import { countDisagreements, type SampleSearch } from './sample-searches.ts';

export interface HandOverOptions {
  source: Provider;
  target: Provider;
  tables: readonly MovedTable[];
  note: MoveNote;
  /** Keys that could not be put right while others were being written. */
  open: Keys;
  /** Searches that did not agree before, for rows were being written; they must agree now. */
  searches: readonly SampleSearch[];
  pauses: Pauses;
  signal: AbortSignal;
  /** Writes the choice down and serves from the target. What is awaited in it counts as part of the pause. */
  swap(): Promise<void>;
}

export interface HandOver {
  rows: Record<string, number>;
  /** Rows that had changed since the last round and were brought over while requests waited. */
  lateRows: number;
}

/** Longest wait for work that is inside (a large transaction) with requests waiting behind it, before they are let in again. */
const drainMs = 2000;
/** Time between two tries to find a moment without work. */
const betweenTriesMs = 1000;
/** Tries before the switch is given up: some 10 minutes. */
const mostTries = 200;
/** Requests wait no longer than this for the last rows. */
const longestPauseMs = 20_000;
/** More changes than this are for another round before the pause, not for the pause. */
export const mostLateChanges = 2000;

/**
 * The moment of the switch: requests wait, the last changes go over, both sides are compared, the pools change places.
 * Gives undefined when too much had changed meanwhile: then nothing has happened.
 * @throws GantryError `timed_out`, `conflict` when the sides differ; the source serves on
 */
export async function handOver(options: HandOverOptions): Promise<HandOver | undefined> {
  const { pauses, signal } = options;
  for (let tries = 0; tries < mostTries; tries += 1) {
    signal.throwIfAborted();
    const letIn = await pauses.close(drainMs);
    if (letIn === undefined) {
      await setTimeout(betweenTriesMs, undefined, { signal });
      continue;
    }
    try {
      return await handOverNow(options, performance.now() + longestPauseMs);
    } finally {
      letIn();
    }
  }
  throw new GantryError('timed_out', {
    message: 'There was no moment without a long transaction to switch in.',
    fix: 'Wait for the tasks that store documents or build an index to end, then resume this one.',
  });
}

async function handOverNow(options: HandOverOptions, endBy: number): Promise<HandOver | undefined> {
  const { source, target, tables, note, open, searches, swap } = options;
  let result: HandOver | undefined;
  const work = async (from: Queryable) => {
    if (!source.isSingle) await lockTables(from, tables);
    const { keys, taken } = await takeChanges(from, mostLateChanges + 1);
    // Rolled back, so that the log keeps them for the next round.
    if (taken > mostLateChanges) throw new TooManyChanges();
    for (const [name, some] of open) addKeys(keys, name, some);
    const done = await target.pool.transaction(
      async (to) => {
        const rows = await bringLast({ from, to, tables, keys, endBy });
        await putBackConstraints(to, tables, note.definitions);
        await updateNote(to, { ...note, state: 'ready', rows });
        return { rows, lateRows: [...keys.values()].reduce((sum, { size }) => sum + size, 0) };
      },
      { timeoutMs: 0 },
    );
    const disagreements = await countDisagreements(from, target.pool, searches);
    if (disagreements > 0) throw differs(`${disagreements} of ${searches.length} searches found other rows`);
    await swap();
    result = done;
  };
  try {
    await source.pool.transaction(work, { timeoutMs: 0 });
  } catch (error) {
    if (error instanceof TooManyChanges) return undefined;
    // After the swap the source no longer counts: its log is taken away next, committed or not.
    if (result === undefined) throw error;
  }
  return result;
}

class TooManyChanges extends Error {}

/** Nobody writes beside the host either, as by psql, until the switch is done. */
async function lockTables(source: Queryable, tables: readonly MovedTable[]): Promise<void> {
  await source.query(`SET LOCAL lock_timeout = ${drainMs}`);
  await source.query(`LOCK TABLE ${tables.map(({ sql }) => sql).join(', ')} IN SHARE MODE`);
}

interface LastRows {
  from: Queryable;
  to: Queryable;
  tables: readonly MovedTable[];
  keys: Keys;
  endBy: number;
}

/** Brings the last rows over, all old ones away first so that none stands in another's way, and compares. */
async function bringLast({ from, to, tables, keys, endBy }: LastRows): Promise<Record<string, number>> {
  const slices = tables.flatMap((table) => inSlices([...(keys.get(table.name) ?? [])]).map((some) => ({ table, some })));
  for (const { table, some } of slices) await deleteKeys(to, table, some);
  for (const { table, some } of slices) {
    if (performance.now() > endBy) {
      throw new GantryError('timed_out', {
        message: `The last changes did not go over within ${longestPauseMs / 1000} s, and requests must not wait longer.`,
        fix: 'Resume the task when less is being stored.',
      });
    }
    await insertRows(to, table, { rows: await readKeys(from, table, some), mode: 'strict' });
  }
  for (const { table, some } of slices) {
    const [here, there] = await Promise.all([digestOfKeys(from, table, some), digestOfKeys(to, table, some)]);
    if (here.rows !== there.rows || here.sum !== there.sum) throw differs(`rows of ${table.name} that changed last are not the same`);
  }
  const [here, there] = await Promise.all([countRows(from, tables), countRows(to, tables)]);
  for (const { name } of tables) if (here[name] !== there[name]) throw differs(`${here[name]} ${name} against ${there[name]}`);
  return there;
}

function inSlices(keys: readonly string[]): string[][] {
  const slices: string[][] = [];
  for (let at = 0; at < keys.length; at += keysAtOnce) slices.push(keys.slice(at, at + keysAtOnce));
  return slices;
}

function differs(what: string): GantryError {
  return new GantryError('conflict', {
    message: `The copy is not the same as the original: ${what}. The original goes on serving.`,
    fix: 'Resume the task: it compares everything again and puts right what differs. See that nothing else writes to the target.',
  });
}

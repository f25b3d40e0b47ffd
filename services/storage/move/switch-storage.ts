import { GantryError } from '#contract';
import type { Log } from '#platform/log';
import type { TaskContext } from '#platform/tasks';
import type { Gate } from '../gate.ts';
import type { Migration } from '../migrate/migration-files.ts';
import type { Provider } from '../provider/provider.ts';
import { catchUp } from './catch-up.ts';
import { startChangeLog, stopChangeLog } from './change-log.ts';
import { type CopyOptions, copyTables, reconcile } from './copy-tables.ts';
import { buildIndexes } from './definitions.ts';
import { type HandOver, handOver } from './hand-over.ts';
import { measurePauses } from './pauses.ts';
import { prepareTarget } from './prepare-target.ts';
import { countRows } from './row-hash.ts';
import { countDisagreements, pickSearches, type SampleSearch } from './sample-searches.ts';

export interface SwitchOptions {
  source: Provider;
  /** Opened already. */
  target: Provider;
  gate: Gate;
  readMigrations(): Promise<Migration[]>;
  log: Log;
  replace: boolean;
  wasJustLeft: boolean;
  context: Pick<TaskContext, 'signal' | 'progress'>;
  /** Writes the choice down and serves from the target. */
  swap(): Promise<void>;
}

export interface Switched extends HandOver {
  copiedMs: number;
  /** How long requests waited, in all, and at most at one time. */
  pausedMs: number;
  longestPauseMs: number;
  /** What was compared, and found to be the same in the end. */
  verified: { rows: number; repaired: number; searches: number; tables: Record<string, number> };
}

/** Tries at the moment of the switch, when each time too much had changed since the last look. */
const mostTries = 20;

/**
 * Copies everything to the target while the source serves on, verifies it, and changes over. Whatever fails before the
 * swap leaves the source serving, without the log of changes; what was copied stays for the next run.
 * @throws GantryError `storage_not_empty`, `timed_out`, `conflict`, and what either database fails with
 */
export async function switchStorage(options: SwitchOptions): Promise<Switched> {
  const { source, log } = options;
  let isSwapped = false;
  const swap = async () => {
    await options.swap();
    isSwapped = true;
  };
  try {
    return await move({ ...options, swap });
  } finally {
    if (!isSwapped) {
      await source.pool
        .withoutTimeout(stopChangeLog)
        .catch((error: unknown) => log.warn({ err: error }, 'the log of changes was left behind'));
    }
  }
}

async function move(options: SwitchOptions): Promise<Switched> {
  const { source, target, context, gate, swap } = options;
  const { signal, progress } = context;
  const pauses = measurePauses(gate);
  const startedAt = performance.now();
  progress({ done: 0, current: `looking at ${target.title}` });
  const { tables, note, isFresh } = await prepareTarget({ ...options, migrations: await options.readMigrations(), signal });
  // Before the first row is read: from here on no change escapes. Not in one transaction: it would hold the lock of one
  // table while it waits for another, in the way of whoever writes to both.
  await source.pool.withoutTimeout((connection) => startChangeLog(connection, tables));

  const total = sum(await source.pool.withoutTimeout((connection) => countRows(connection, tables)));
  let done = 0;
  const copy: CopyOptions = {
    source: source.pool,
    target: target.pool,
    tables,
    note,
    signal,
    onRows(rows, current) {
      done += rows;
      progress({ done: Math.min(done, total), total, current });
    },
  };
  if (isFresh) await copyTables(copy);
  // Rows are counted where the work is: in copying, or in comparing with what was there already.
  const { compared, repaired, open } = await reconcile(
    isFresh ? { ...copy, onRows: (_, current) => progress({ done: total, total, current }) } : copy,
  );
  // Before the slow indexes are there, for without them rows go in far quicker.
  await catchUp(copy, open, pauses);
  const report = (name: string) => progress({ done: total, total, current: `building the index ${name}` });
  await target.pool.transaction((connection) => buildIndexes(connection, note.definitions, { tables, report, signal }), { timeoutMs: 0 });
  progress({ done: total, total, current: 'comparing searches' });
  await target.pool.withoutTimeout((connection) => connection.query('ANALYZE'));
  const searches = await source.pool.withoutTimeout((connection) => pickSearches(connection, tables));

  for (let tries = 0; tries < mostTries; tries += 1) {
    progress({ done: total, total, current: 'bringing over what changed meanwhile' });
    await catchUp(copy, open, pauses);
    signal.throwIfAborted();
    const copiedMs = Math.round(performance.now() - startedAt);
    progress({ done: total, total, current: 'switching' });
    const unsure = await findUnsure(source, target, searches);
    const handedOver = await handOver({ source, target, tables, note, open, searches: unsure, pauses, signal, swap });
    if (handedOver === undefined) continue;
    const { totalMs: pausedMs, longestMs: longestPauseMs } = pauses.measured();
    return {
      ...handedOver,
      copiedMs,
      pausedMs,
      longestPauseMs,
      verified: { rows: compared, repaired, searches: searches.length, tables: handedOver.rows },
    };
  }
  throw new GantryError('timed_out', {
    message: 'More is being stored than can be copied at the same time.',
    fix: 'Cancel the tasks that store documents, or wait for their end, then resume this one.',
  });
}

/** The searches that do not agree now; while rows are being written that may be right. */
async function findUnsure(source: Provider, target: Provider, searches: readonly SampleSearch[]): Promise<SampleSearch[]> {
  const unsure: SampleSearch[] = [];
  for (const search of searches) {
    if ((await countDisagreements(source.pool, target.pool, [search])) > 0) unsure.push(search);
  }
  return unsure;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

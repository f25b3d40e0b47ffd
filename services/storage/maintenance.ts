import type { Log } from '#platform/log';
import type { DatabasePool } from './pool.ts';

export interface Maintenance {
  start(): void;
  /** Waits for what is running. */
  stop(): Promise<void>;
}

export interface MaintenanceOptions {
  pool: DatabasePool;
  log: Log;
  /** Time between two looks at what is due. Default 15 s. */
  lookMs?: number;
}

const defaultLookMs = 15_000;
/** Log written since the last checkpoint that makes the next one due. A crash replays at most this. */
const checkpointBytes = 64 * 1024 * 1024;
/** Log that a checkpoint itself leaves; no more means that nothing was written since. */
const idleBytes = 8192;
/** Changed rows that make new statistics due, once no more are changing; from ten times as many on they do not wait. */
const analyzeRows = 1000;
/** A checkpoint is also due after this time, as in Postgres (checkpoint_timeout). */
const checkpointMs = 300_000;

/**
 * What Postgres' background processes do elsewhere; the embedded one has none. Checkpoints keep the write-ahead log
 * short (it would grow until the next stop) and ANALYZE tells the planner what the tables hold. VACUUM is left out: on an
 * HNSW index of 20,000 vectors it took longer than building the index anew, and everything else would wait for it.
 */
export function createMaintenance({ pool, log, lookMs = defaultLookMs }: MaintenanceOptions): Maintenance {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let lastCheckpointAt = performance.now();
  let rowsAnalyzed = 0;
  let rowsAtLastLook = 0;

  async function look(): Promise<void> {
    await checkpointIfDue();
    await analyzeIfDue();
  }

  async function analyzeIfDue(): Promise<void> {
    const rows = pool.changedRows();
    const changed = rows - rowsAnalyzed;
    const isQuiet = rows === rowsAtLastLook;
    rowsAtLastLook = rows;
    if (changed < (isQuiet ? analyzeRows : analyzeRows * 10)) return;
    await pool.withoutTimeout((connection) => connection.query('ANALYZE'));
    rowsAnalyzed = rows;
  }

  async function checkpointIfDue(): Promise<void> {
    const [row] = await pool.query<{ bytes: number }>(
      'SELECT (pg_current_wal_insert_lsn() - redo_lsn)::bigint AS bytes FROM pg_control_checkpoint()',
    );
    const bytes = row?.bytes ?? 0;
    const isDue = bytes >= checkpointBytes || (bytes > idleBytes && performance.now() - lastCheckpointAt >= checkpointMs);
    if (!isDue) return;
    const startedAt = performance.now();
    await pool.withoutTimeout((connection) => connection.query('CHECKPOINT'));
    lastCheckpointAt = performance.now();
    log.debug({ bytes, duration_ms: Math.round(lastCheckpointAt - startedAt) }, 'checkpoint');
  }

  return {
    start() {
      clearInterval(timer);
      timer = setInterval(() => {
        running = running.then(look).catch((error: unknown) => log.warn({ err: error }, 'database maintenance'));
      }, lookMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

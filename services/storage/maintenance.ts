import type { Log } from '#platform/log';
import type { DatabasePool } from './pool.ts';

export interface Maintenance {
  start(): void;
  /** Waits for what is running. */
  stop(): Promise<void>;
}

const lookMs = 15_000;
/** Log written since the last checkpoint that makes the next one due. A crash replays at most this. */
const checkpointBytes = 64 * 1024 * 1024;
/** A checkpoint is also due after this time, as in Postgres (checkpoint_timeout). */
const checkpointMs = 300_000;

/**
 * What Postgres' background processes do elsewhere; the embedded one has none. Checkpoints keep the write-ahead log
 * short: without them it would grow until the next stop.
 */
export function createMaintenance({ pool, log }: { pool: DatabasePool; log: Log }): Maintenance {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let lastCheckpointAt = performance.now();

  async function look(): Promise<void> {
    const [row] = await pool.query<{ bytes: number }>(
      'SELECT (pg_current_wal_insert_lsn() - redo_lsn)::bigint AS bytes FROM pg_control_checkpoint()',
    );
    const bytes = row?.bytes ?? 0;
    const isDue = bytes >= checkpointBytes || (bytes > 0 && performance.now() - lastCheckpointAt >= checkpointMs);
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

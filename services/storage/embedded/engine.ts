import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { startupPacket } from '../protocol/frontend.ts';
import { DurableNodeFs } from './durable-node-fs.ts';
import type { WorkerFailure } from './messages.ts';

/** One Postgres backend: everything given to `run` shares its transaction and session. */
export interface Engine {
  /** What a client hears after its startup packet, up to the first ReadyForQuery. */
  readonly greeting: Buffer;
  /** Runs whole protocol messages and gives what the backend answered. Not to be called again before it is done. */
  run(messages: Uint8Array): Promise<Buffer>;
  isInTransaction(): boolean;
  close(): Promise<void>;
}

/** Lines of the backend's own log kept to explain its end. */
const keptLines = 20;

const startParams = [
  // `-F` would turn fsync off.
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    // Emscripten's fdatasync does nothing; its fsync ends in `DurableNodeFs`.
    'wal_sync_method=fsync',
    // Room for the graph of 60,000 vectors of 384 while an HNSW index is built; pgvector is far slower without.
    'maintenance_work_mem=128MB',
    // Kept for reuse; the default of 80 MB is much on a small disk.
    'min_wal_size=32MB',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * Opens the database in `folder`; an empty folder becomes a new one. `end` is called when it cannot be opened and when
 * the backend ends by itself (PANIC, FATAL or a trap): it must end the thread, for the backend cannot be used any more.
 */
export async function openEngine(folder: string, end: (failure: WorkerFailure) => never): Promise<Engine> {
  const lines: string[] = [];
  let isOpen = false;
  const onEnd = (error: unknown) => end(describeEnd({ error, lines, isOpen }));
  const database = await PGlite.create({
    fs: new DurableNodeFs(folder, onEnd),
    extensions: { vector },
    startParams,
    onStderr(line) {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      return false;
    },
  }).catch(onEnd);
  isOpen = true;

  const run = async (messages: Uint8Array) => {
    const chunks: Buffer[] = [];
    // Copied: the bytes are a view of the backend's memory.
    await database.execProtocolRawStream(messages, { syncToFs: false, onRawData: (bytes) => void chunks.push(Buffer.from(bytes)) });
    return Buffer.concat(chunks);
  };
  return {
    greeting: await run(startupPacket({ user: 'postgres', database: 'postgres' })),
    run,
    isInTransaction: () => database.isInTransaction(),
    close: () => database.close(),
  };
}

/** What the backend said last explains more than the error it ended with. */
function describeEnd({ error, lines, isOpen }: { error: unknown; lines: readonly string[]; isOpen: boolean }): WorkerFailure {
  const said = lines.findLast((line) => /\b(PANIC|FATAL|ERROR):/.test(line))?.replace(/^.*?\b(PANIC|FATAL|ERROR):\s*/, '');
  const reason = said ?? (error instanceof Error ? error.message : String(error));
  const isDiskFull = lines.some((line) => line.includes('No space left on device')) || (error as NodeJS.ErrnoException).code === 'ENOSPC';
  if (isDiskFull) return { code: 'disk_full', reason };
  // What was open before is opened again, and that shows whether the files are whole. No memory says nothing about them.
  return { code: isOpen || error instanceof RangeError ? 'database_unavailable' : 'database_damaged', reason };
}

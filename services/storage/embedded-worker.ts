import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { openEngine } from './embedded/engine.ts';
import { initialiseFolder } from './embedded/initialise-folder.ts';
import type { FromWorker, ToWorker, WorkerFailure, WorkerInput } from './embedded/messages.ts';
import { startProtocolServer } from './protocol/server.ts';

/** The thread of the embedded Postgres: opens the folder, serves the protocol, and ends when told or when the backend ends. */

const { folder, listen } = workerData as WorkerInput;
const say = (message: FromWorker) => parentPort?.postMessage(message);

function fail(failure: WorkerFailure): never {
  say({ type: 'failed', ...failure });
  process.exit(1);
}

async function main(): Promise<void> {
  if (!existsSync(folder)) {
    say({ type: 'progress', reason: 'making the database, this happens once' });
    await initialiseFolder(folder, fail);
  }
  say({ type: 'progress', reason: 'opening the database' });
  const engine = await openEngine(folder, fail);
  const server = await startProtocolServer(engine, listen);
  parentPort?.once('message', (_message: ToWorker) => {
    server
      .close()
      // Writes the checkpoint that makes the next start short.
      .then(() => engine.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail({ code: 'database_unavailable', reason: String(error) }),
      );
  });
  say({ type: 'listening', port: server.port });
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') fail({ code: 'disk_full', reason: message });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') fail({ code: 'home_not_writable', reason: message });
  fail({ code: 'database_unavailable', reason: message });
});

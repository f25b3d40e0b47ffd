import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GantryError } from '#contract';
import { makePrivateFolder } from '#platform/files';
import type { Log } from '#platform/log';
import { builtFile, type Paths } from '#platform/paths';
import type { DatabaseAddress } from '../database-address.ts';
import { damaged, inspectDataFolder } from './data-folder.ts';
import type { FromWorker, ListenAddress, ToWorker, WorkerFailure, WorkerInput } from './messages.ts';
import { openSocketFolder, type SocketFolder, socketPort } from './socket-folder.ts';

export interface Embedded {
  /** Folder of the database. */
  readonly folder: string;
  /**
   * Opens the database, making it where there is none.
   * @throws GantryError `database_damaged`, `disk_full`, `home_not_writable`, `database_unavailable`
   */
  start(report: (reason: string) => void): Promise<void>;
  /** Writes everything and ends the thread; at most 5 s, then it is cut off, which loses nothing. */
  stop(): Promise<void>;
  /** Why it does not answer now; undefined while it does. */
  failure(): GantryError | undefined;
}

export interface EmbeddedOptions {
  paths: Paths;
  log: Log;
  /** Called each time it can be reached. */
  onUp(address: DatabaseAddress): void;
  /** Replaces the thread, for tests of its end. */
  onWorker?(worker: Worker): void;
  /** A Unix socket, except on Windows, where it is a port of 127.0.0.1 with a password of this start. */
  useSocket?: boolean;
}

const firstRestartMs = 250;
const longestRestartMs = 30_000;
/** A thread that lived this long was well: the next wait is the first again. */
const healthyAfterMs = 60_000;
const longestStopMs = 5000;

/** The embedded Postgres in a thread of its own, started again when it ends by itself. */
export function createEmbedded({ paths, log, onUp, onWorker, useSocket = process.platform !== 'win32' }: EmbeddedOptions): Embedded {
  const folder = join(paths.data, 'postgres');
  let worker: Worker | undefined;
  let socketFolder: SocketFolder | undefined;
  let failure: GantryError | undefined = notStarted();
  let restartTimer: NodeJS.Timeout | undefined;
  let restartMs = firstRestartMs;
  let isStopping = false;

  function describe({ code, reason }: WorkerFailure): GantryError {
    if (code === 'database_damaged') return damaged(folder, reason);
    if (code === 'disk_full') return new GantryError('disk_full', { message: `The disk that holds ${folder} is full: ${reason}.` });
    return new GantryError(code, { message: `The embedded database does not run: ${reason}.` });
  }

  async function open(report: (reason: string) => void): Promise<void> {
    await inspectDataFolder(folder);
    const listen = await chooseAddress();
    const input: WorkerInput = { folder, listen };
    const started = new Worker(builtFile('services/storage/embedded-worker.js'), {
      workerData: input,
      name: 'database',
      // Options of the host's own command line are not for this thread.
      execArgv: [],
    });
    worker = started;
    onWorker?.(started);
    const startedAt = performance.now();
    const port = await new Promise<number>((resolve, reject) => {
      let ended: WorkerFailure = { code: 'database_unavailable', reason: 'its thread ended without a word' };
      started.on('message', (message: FromWorker) => {
        if (message.type === 'progress') report(message.reason);
        else if (message.type === 'listening') resolve(message.port);
        else {
          ended = message;
          failure = describe(message);
        }
      });
      started.on('error', (error: Error) => {
        ended = { code: 'database_unavailable', reason: error.message };
      });
      started.once('exit', () => {
        if (worker === started) worker = undefined;
        failure = describe(ended);
        reject(failure);
        if (performance.now() - startedAt > healthyAfterMs) restartMs = firstRestartMs;
      });
    });
    failure = undefined;
    started.once('exit', () => restartLater());
    const names = { user: 'postgres', database: 'postgres' };
    if ('password' in listen) onUp({ ...names, host: '127.0.0.1', port, password: async () => listen.password });
    else onUp({ ...names, host: socketHost(), port: socketPort });
  }

  function restartLater(): void {
    if (isStopping) return;
    log.error({ err: failure, restart_in_ms: restartMs }, 'the embedded database ended and is started again');
    restartTimer = setTimeout(() => {
      open((reason) => log.info(reason)).catch((error: unknown) => {
        failure = error instanceof GantryError ? error : new GantryError('database_unavailable', { cause: error });
        restartLater();
      });
    }, restartMs);
    restartTimer.unref();
    restartMs = Math.min(restartMs * 2, longestRestartMs);
  }

  async function chooseAddress(): Promise<ListenAddress> {
    if (!useSocket) return { password: randomBytes(24).toString('base64url') };
    socketFolder ??= await openSocketFolder(paths.run);
    if (socketFolder.isElsewhere) log.warn({ folder: socketFolder.folder }, 'the run folder is too long for a socket; it is here instead');
    return { socketPath: socketFolder.socketPath };
  }

  const socketHost = () => socketFolder?.folder ?? paths.run;

  return {
    folder,
    async start(report) {
      isStopping = false;
      await makePrivateFolder(paths.data);
      await open(report);
    },
    async stop() {
      isStopping = true;
      clearTimeout(restartTimer);
      failure = notStarted();
      const ending = worker;
      if (ending !== undefined) {
        const gone = new Promise((resolve) => ending.once('exit', resolve));
        const cutOff = setTimeout(() => void ending.terminate(), longestStopMs);
        ending.postMessage({ type: 'stop' } satisfies ToWorker);
        await gone;
        clearTimeout(cutOff);
      }
      failure = notStarted();
      await socketFolder?.remove();
      socketFolder = undefined;
    },
    failure: () => failure,
  };
}

function notStarted(): GantryError {
  return new GantryError('database_unavailable', { message: 'The embedded database is not running.' });
}

import { Worker } from 'node:worker_threads';
import { type ErrorCode, GantryError } from '#contract';
import type { Log } from '#platform/log';

export type ToWorker<Q> = { kind: 'request'; id: number; request: Q } | { kind: 'close' };

export type FromWorker<R> =
  | { kind: 'ready' }
  | { kind: 'failed'; code: ErrorCode; message: string }
  | { kind: 'reply'; id: number; reply: R }
  | { kind: 'error'; id: number; message: string };

export interface WorkerState {
  name: string;
  isRunning: boolean;
  /** Times of the unexpected ends, ms since the epoch, oldest first; the last 20. */
  endedAtMs: readonly number[];
  /** Why it ended the last time. */
  lastEnd?: string;
  /** When the next start is tried, ms since the epoch; there while one is planned. */
  nextStartAtMs?: number;
}

export interface WorkerLink<Q, R> {
  /** Resolves when the worker is ready. @throws GantryError the worker's own reason */
  start(): Promise<void>;
  /**
   * Asks the worker. A request whose worker ends meanwhile is asked once more of the next one. `request` is copied.
   * @throws GantryError `not_ready` (it ended twice, or could not be started again), `draining`, `internal`
   */
  call(request: Q): Promise<R>;
  state(): WorkerState;
  /** Lets the worker finish what it does and ends it; what waits is refused with `draining`. */
  close(): Promise<void>;
}

export interface WorkerLinkOptions {
  /** In words, for messages: "the inference worker". */
  name: string;
  /** Compiled file. */
  file: string;
  data: unknown;
  log: Log;
  /** Wait before the first new start, doubled each time one fails. */
  firstRestartMs?: number;
}

const longestRestartMs = 30_000;
const keptEnds = 20;
/** Longer than any batch takes, shorter than a stop of the host may. */
const closePatienceMs = 10_000;

/** Its worker ended before it answered. */
class WorkerEnded extends Error {}

interface Call<R> {
  resolve(reply: R): void;
  reject(error: Error): void;
}

/** A worker thread that is asked and answers, and is started again when it ends unexpectedly. */
export function createWorkerLink<Q, R>({ name, file, data, log, firstRestartMs = 200 }: WorkerLinkOptions): WorkerLink<Q, R> {
  const calls = new Map<number, Call<R>>();
  const endedAtMs: number[] = [];
  let worker: Worker | undefined;
  /** Settles when the present or next worker is ready or has failed. */
  let ready: Promise<void> = Promise.reject(new GantryError('not_ready', { message: `${name} is not started.` }));
  ready.catch(() => {});
  let exited = Promise.resolve();
  let markExited: (() => void) | undefined;
  let isRunning = false;
  let hasFailedAgain = false;
  let closed = false;
  let lastEnd: string | undefined;
  let nextStartAtMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Ends the wait for the next start. */
  let endWait: (() => void) | undefined;
  let lastId = 0;

  function spawn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const started = new Worker(file, { workerData: data, execArgv: [] });
      let failure: Error | undefined;
      worker = started;
      exited = new Promise((end) => {
        markExited = end;
        started.once('exit', () => end());
      });
      started.on('message', (message: FromWorker<R>) => {
        if (message.kind === 'ready') {
          isRunning = true;
          resolve();
        } else if (message.kind === 'failed') {
          failure = new GantryError(message.code, { message: message.message });
        } else settle(message);
      });
      started.on('error', (error) => {
        failure = error;
      });
      started.on('exit', (code) => {
        const wasRunning = isRunning;
        isRunning = false;
        lastEnd = failure?.message ?? `it ended with code ${code}`;
        for (const call of calls.values()) call.reject(new WorkerEnded(lastEnd));
        calls.clear();
        if (!wasRunning) reject(failure ?? new GantryError('not_ready', { message: `${name} ended while it started.` }));
        else if (!closed) {
          endedAtMs.push(Date.now());
          if (endedAtMs.length > keptEnds) endedAtMs.shift();
          log.error({ err: failure, worker: name, exit: code }, 'worker ended and is started again');
          restartIn(firstRestartMs);
        }
      });
    });
  }

  function settle(message: Extract<FromWorker<R>, { id: number }>): void {
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.kind === 'reply') call?.resolve(message.reply);
    else call?.reject(new GantryError('internal', { message: `${name} could not do the work.`, cause: new Error(message.message) }));
  }

  function restartIn(waitMs: number): void {
    nextStartAtMs = Date.now() + waitMs;
    ready = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
      endWait = resolve;
    }).then(async () => {
      nextStartAtMs = undefined;
      if (closed) throw new GantryError('draining');
      await spawn();
      hasFailedAgain = false;
    });
    ready.catch((error: unknown) => {
      if (closed) return;
      hasFailedAgain = true;
      log.error({ err: error, worker: name }, 'worker could not be started again');
      restartIn(Math.min(waitMs * 2, longestRestartMs));
    });
  }

  async function endWorker(): Promise<void> {
    if (worker === undefined) return;
    // Asked and not terminated: ONNX Runtime's binding takes the whole process down when its thread is ended in native code.
    worker.postMessage({ kind: 'close' } satisfies ToWorker<Q>);
    const patience = setTimeout(() => {
      log.warn({ worker: name }, 'worker does not end and is left behind');
      worker?.unref();
      markExited?.();
    }, closePatienceMs);
    await exited;
    clearTimeout(patience);
  }

  function send(request: Q): Promise<R> {
    return new Promise((resolve, reject) => {
      lastId += 1;
      calls.set(lastId, { resolve, reject });
      worker?.postMessage({ kind: 'request', id: lastId, request } satisfies ToWorker<Q>);
    });
  }

  async function call(request: Q, isRepeated = false): Promise<R> {
    if (closed) throw new GantryError('draining');
    // Nobody waits out a long back-off: the caller is told when to come again.
    if (hasFailedAgain) throw notReady(`${name} cannot be started again: ${lastEnd}.`, nextStartAtMs);
    try {
      await ready;
      return await send(request);
    } catch (error) {
      if (closed) throw new GantryError('draining');
      if (!(error instanceof WorkerEnded))
        throw hasFailedAgain ? notReady(`${name} cannot be started again.`, nextStartAtMs, error) : error;
      if (isRepeated) throw notReady(`${name} ended twice while it did this work.`, nextStartAtMs, error);
      return await call(request, true);
    }
  }

  return {
    start() {
      closed = false;
      ready = spawn();
      return ready;
    },
    call: (request) => call(request),
    state: () => ({
      name,
      isRunning,
      endedAtMs: [...endedAtMs],
      ...(lastEnd === undefined ? {} : { lastEnd }),
      ...(nextStartAtMs === undefined ? {} : { nextStartAtMs }),
    }),
    async close() {
      closed = true;
      clearTimeout(timer);
      // Calls that wait for the next start are refused at once and not left waiting for a start that never comes.
      endWait?.();
      await endWorker();
    },
  };
}

function notReady(message: string, nextStartAtMs: number | undefined, cause?: unknown): GantryError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((nextStartAtMs ?? 0) - Date.now()) / 1000));
  return new GantryError('not_ready', { message, retryAfterSeconds, cause });
}

import { Redis } from 'ioredis';
import type { Log } from '#platform/log';
import type { Unavailable } from '../database-address.ts';
import { describeRedisError } from './describe-redis-error.ts';
import type { FindRedis } from './redis-address.ts';
import type { RedisMetrics } from './redis-metrics.ts';

export interface RedisLink {
  /** Connects; where that fails it tries on by itself. Never throws. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Runs `work` when Redis is well; gives undefined when it is not, and when it fails or takes too long. Never throws. */
  ask<T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined>;
  isReady(): boolean;
  inFlight(): number;
  /** Why Redis is not used now; undefined while it is. */
  trouble(): Unavailable | undefined;
  /** What Redis refused within the last minute although it answers, such as to keep more. */
  refusal(): Unavailable | undefined;
}

export interface RedisLinkOptions {
  find: FindRedis;
  timeoutMs: number;
  log: Log;
  metrics(): RedisMetrics;
}

const firstRetryMs = 250;
const longestRetryMs = 5000;
/** After an answer that came too late, Redis is left alone for this long: else each request would wait for nothing. */
const restMs = 1000;
/** Late answers in a row after which the connection itself counts as dead. */
const mostLate = 3;
/** So long after Redis refused something its part says so. */
const refusalMs = 60_000;
/** More commands than this on the way are not sent: they would fill the memory of both. */
const mostInFlight = 1000;

/** One connection to Redis that never holds anybody up. Nothing is queued while it is down. */
export function createRedisLink({ find, timeoutMs, log, metrics }: RedisLinkOptions): RedisLink {
  let redis: Redis | undefined;
  let isOpen = false;
  let trouble: Unavailable | undefined = { unavailable: 'Redis is not connected yet.', fix: 'Wait a moment.' };
  let retryTimer: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let inFlight = 0;
  let late = 0;
  let restUntil = 0;
  let refused: { said: Unavailable; at: number } | undefined;

  function note(error: unknown): void {
    const described = describeRedisError(error);
    if (trouble?.unavailable !== described.unavailable) log.warn({ reason: described.unavailable }, 'the cache goes on without Redis');
    trouble = described;
  }

  async function connect(): Promise<void> {
    try {
      const found = await find();
      if (!isOpen) return;
      if ('unavailable' in found) {
        trouble = found;
        retryLater();
        return;
      }
      const password = await found.password?.();
      if (!isOpen) return;
      try {
        await connectTo(addressOf(found, password));
      } catch (error) {
        // The password was asked for before it was changed and came after: the one there is now is tried at once.
        const now = isRefusal(error) ? await found.password?.() : password;
        if (now === password || !isOpen) throw error;
        await connectTo(addressOf(found, now));
      }
    } catch (error) {
      note(error);
      retryLater();
    }
  }

  async function connectTo(address: { host: string; port: number; password?: string }): Promise<void> {
    const made = new Redis({
      ...address,
      lazyConnect: true,
      enableOfflineQueue: false,
      // A lost connection is made anew here, with address and password asked for again.
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      connectTimeout: Math.max(1000, timeoutMs),
      commandTimeout: timeoutMs,
    });
    let lastError: unknown;
    made.on('error', (error: unknown) => {
      lastError = error;
    });
    try {
      await made.connect();
      // A wrong password shows only at the first command.
      await made.ping();
    } catch (error) {
      made.disconnect();
      throw isSaying(error) ? error : (lastError ?? error);
    }
    if (!isOpen) return made.disconnect();
    redis = made;
    made.once('end', () => {
      if (redis !== made) return;
      redis = undefined;
      note(lastError ?? new Error('ended'));
      retryLater();
    });
    trouble = undefined;
    retryMs = firstRetryMs;
    late = 0;
    restUntil = 0;
  }

  function retryLater(): void {
    if (!isOpen) return;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void connect(), retryMs);
    retryTimer.unref();
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }

  function noteFailure(failed: Redis, error: unknown): void {
    // Its login is not valid any more: the connection is made anew with the password there is now.
    if (isRefusal(error)) {
      retryMs = firstRetryMs;
      failed.disconnect();
    }
    metrics().commands.inc({ outcome: 'error' });
    note(error);
    if (trouble !== undefined && isSaying(error)) refused = { said: trouble, at: performance.now() };
    if (!(error as Error).message.includes('timed out')) return;
    restUntil = performance.now() + restMs;
    late += 1;
    if (late >= mostLate) failed.disconnect();
  }

  return {
    async open() {
      isOpen = true;
      await connect();
    },
    async close() {
      isOpen = false;
      clearTimeout(retryTimer);
      const closing = redis;
      redis = undefined;
      closing?.disconnect();
    },
    async ask(work) {
      const asked = redis;
      if (asked === undefined || asked.status !== 'ready' || inFlight >= mostInFlight || performance.now() < restUntil) {
        metrics().commands.inc({ outcome: 'skipped' });
        return undefined;
      }
      const startedAt = performance.now();
      inFlight += 1;
      try {
        const answer = await work(asked);
        metrics().commands.inc({ outcome: 'ok' });
        late = 0;
        trouble = undefined;
        return answer;
      } catch (error) {
        noteFailure(asked, error);
        return undefined;
      } finally {
        inFlight -= 1;
        metrics().commandSeconds.observe((performance.now() - startedAt) / 1000);
      }
    },
    isReady: () => redis?.status === 'ready',
    inFlight: () => inFlight,
    trouble: () => trouble,
    refusal: () => (refused !== undefined && performance.now() - refused.at < refusalMs ? refused.said : undefined),
  };
}

function addressOf({ host, port }: { host: string; port: number }, password: string | undefined) {
  return { host, port, ...(password === undefined ? {} : { password }) };
}

function isRefusal(error: unknown): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)/.test((error as Error).message);
}

/** Whether Redis itself said it, and not the connection. */
function isSaying(error: unknown): boolean {
  return /^(WRONGPASS|NOAUTH|ERR|LOADING|NOPERM|OOM|READONLY|MISCONF)/.test((error as Error).message);
}

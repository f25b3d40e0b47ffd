import { GantryError } from '#contract';

interface Bucket {
  /** Requests that may come at once; has fractions. */
  level: number;
  /** When `level` was true, ms. */
  at: number;
}

const minuteMs = 60_000;

/**
 * Requests a minute of each token, as a bucket that holds one minute's worth and fills evenly: a token that was quiet may
 * send that many at once, and from then on one in every 60 / `perMinute` seconds.
 */
export function createTokenLimits(now: () => number = Date.now) {
  const buckets = new Map<string, Bucket>();

  return {
    /**
     * Takes one request. `perMinute` 0 is no limit; it may change from one request to the next.
     * @throws GantryError `rate_limited` with the seconds until the next one may come
     */
    take(id: string, perMinute: number): void {
      if (perMinute <= 0) {
        buckets.delete(id);
        return;
      }
      const at = now();
      const bucket = buckets.get(id) ?? { level: perMinute, at };
      // A clock that was set back must not take what was there.
      const gained = (Math.max(0, at - bucket.at) * perMinute) / minuteMs;
      const level = Math.min(perMinute, bucket.level + gained);
      buckets.set(id, { level: level >= 1 ? level - 1 : level, at });
      if (level >= 1) return;
      throw new GantryError('rate_limited', {
        message: `The token may send ${perMinute} requests a minute.`,
        retryAfterSeconds: ((1 - level) * minuteMs) / perMinute / 1000,
      });
    },
    forget: (id: string) => void buckets.delete(id),
  };
}

export type TokenLimits = ReturnType<typeof createTokenLimits>;

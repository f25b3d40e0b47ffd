const longestWaitSeconds = 30;
const windowMs = 5 * 60_000;
const mostCrashes = 5;

export interface BackOff {
  /** Notes a crash now. Seconds until the next try (1, 2, 4 … 30), or undefined when it was the fifth within 5 minutes. */
  noteCrash(): number | undefined;
  /** Forgets all, for a person has asked to try again. */
  reset(): void;
}

/** How long to wait before what crashed is started again, and when to give up. */
export function createBackOff(now: () => number = Date.now): BackOff {
  let crashes: number[] = [];
  return {
    noteCrash() {
      const at = now();
      crashes = [...crashes.filter((time) => at - time < windowMs), at];
      if (crashes.length >= mostCrashes) return undefined;
      return Math.min(longestWaitSeconds, 2 ** (crashes.length - 1));
    },
    reset() {
      crashes = [];
    },
  };
}

/** Window in which restarts count (settings: `stack.restartBudget` within 10 minutes). */
export const budgetWindowMs = 10 * 60_000;

const firstBackOffMs = 1000;
const longestBackOffMs = 60_000;

/** Restarts of one service within the window, and what they allow. */
export function createRestartBudget(most: number, now: () => number = Date.now) {
  let restarts: number[] = [];
  const recent = () => {
    restarts = restarts.filter((atMs) => now() - atMs < budgetWindowMs);
    return restarts.length;
  };
  return {
    /** Wait before the next restart, ms: 1 s, doubled with each of the window, at most 60 s; undefined when the budget is spent. */
    nextWaitMs(): number | undefined {
      const count = recent();
      return count >= most ? undefined : Math.min(firstBackOffMs * 2 ** count, longestBackOffMs);
    },
    note: () => void restarts.push(now()),
    count: recent,
    reset(): void {
      restarts = [];
    },
  };
}

export type RestartBudget = ReturnType<typeof createRestartBudget>;

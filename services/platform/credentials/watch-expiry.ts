/** The longest a timer of Node can wait, ms. */
const longestTimerMs = 2 ** 31 - 1;

/** Calls `onExpired` when the next of the given moments has come, so that what is open by then can be ended. */
export function watchExpiry(now: () => number, onExpired: () => void) {
  let timer: NodeJS.Timeout | undefined;

  function watch(moments: readonly number[]): void {
    clearTimeout(timer);
    const next = Math.min(...moments.filter((moment) => moment > now()));
    if (next === Number.POSITIVE_INFINITY) return;
    // A timer may fire a moment early.
    timer = setTimeout(() => (next > now() ? watch(moments) : onExpired()), Math.min(next - now() + 1, longestTimerMs)).unref();
  }

  return { watch, stop: () => clearTimeout(timer) };
}

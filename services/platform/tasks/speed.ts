/** Speed of work over the last 10 s, so that an ETA follows what happens now and not the start. */
export function createSpeedometer(windowMs = 10_000): { note(done: number, nowMs: number): number | null } {
  const points: { done: number; atMs: number }[] = [];
  return {
    note(done, nowMs) {
      points.push({ done, atMs: nowMs });
      while (points.length > 2 && nowMs - (points[0]?.atMs ?? 0) > windowMs) points.shift();
      const first = points[0];
      const seconds = first === undefined ? 0 : (nowMs - first.atMs) / 1000;
      return first === undefined || seconds < 0.5 ? null : Math.max(0, (done - first.done) / seconds);
    },
  };
}

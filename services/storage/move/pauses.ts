import type { Gate } from '../gate.ts';

/** A gate of which it is known how long requests waited before it. */
export interface Pauses extends Pick<Gate, 'close'> {
  /** Whole milliseconds: all pauses together, and the longest of them. */
  measured(): { totalMs: number; longestMs: number };
}

export function measurePauses(gate: Gate): Pauses {
  let totalMs = 0;
  let longestMs = 0;
  const note = (startedAt: number) => {
    const ms = performance.now() - startedAt;
    totalMs += ms;
    longestMs = Math.max(longestMs, ms);
  };
  return {
    async close(drainMs) {
      const startedAt = performance.now();
      const letIn = await gate.close(drainMs);
      if (letIn === undefined) {
        note(startedAt);
        return undefined;
      }
      return () => {
        letIn();
        note(startedAt);
      };
    },
    measured: () => ({ totalMs: Math.round(totalMs), longestMs: Math.round(longestMs) }),
  };
}

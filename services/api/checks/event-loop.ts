import type { Check } from '#platform/parts';

/** Beyond this a person notices that everything answers late. */
const slowSeconds = 0.1;

/** Whether the thread that serves requests is free. */
export function eventLoop(delayP99: () => number | null): Check {
  return {
    name: 'event-loop',
    title: 'Is the serving thread free?',
    async run() {
      const delay = delayP99();
      if (delay === null) return { state: 'ok', evidence: 'event loop not sampled yet' };
      const evidence = `event loop delay p99 ${(delay * 1000).toFixed(1)} ms`;
      if (delay <= slowSeconds) return { state: 'ok', evidence };
      return {
        state: 'degraded',
        evidence,
        cause: `The serving thread was busy: ${evidence} over the last 2 s.`,
        fix: 'If it stays, the computer is overloaded or a request is very large.',
      };
    },
  };
}

import type { Check } from '#platform/parts';
import type { WorkerState } from '../worker-link.ts';

/** This many ends within the time below are no accident any more. */
const tooManyEnds = 3;
const recentMs = 600_000;

/** Whether the threads of tokenizer and model run, and how often they had to be started again. */
export function workersRunning(workers: () => readonly WorkerState[], now: () => number = Date.now): Check {
  return {
    name: 'workers-running',
    title: 'Do the threads of tokenizer and model run?',
    async run() {
      const states = workers();
      const ends = states.flatMap(({ endedAtMs }) => endedAtMs).filter((atMs) => now() - atMs < recentMs);
      const evidence = `${states.filter(({ isRunning }) => isRunning).length} of ${states.length} threads run, ${ends.length} unexpected ends in 10 min`;
      const missing = states.find(({ isRunning }) => !isRunning);
      if (missing !== undefined) {
        const { name, lastEnd = 'it was not started', nextStartAtMs } = missing;
        const wait = nextStartAtMs === undefined ? 'now' : `in ${Math.max(0, Math.ceil((nextStartAtMs - now()) / 1000))} s`;
        return { state: 'down', evidence, cause: `${capitalise(name)} does not run: ${lastEnd}`, fix: `It is started again ${wait}.` };
      }
      if (ends.length < tooManyEnds) return { state: 'ok', evidence };
      const { name = '', lastEnd = '' } = states.find(({ lastEnd }) => lastEnd !== undefined) ?? {};
      return {
        state: 'degraded',
        evidence,
        cause: `${capitalise(name)} keeps ending: ${lastEnd}`,
        fix: 'See the log for the cause; too little memory is the usual one.',
      };
    },
  };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

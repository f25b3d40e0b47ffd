import type { Check } from '#platform/parts';
import type { Engine } from '../engine/index.ts';

/** Whether the container engine answers. Without a wish to run anything its absence is no trouble. */
export function engineAnswers(engine: Engine, wanted: () => number): Check {
  return {
    name: 'engine-answers',
    title: 'Does the container engine answer?',
    async run() {
      const { state, reason, fix, socket, chosen_because: because } = engine.info();
      if (state === 'ok') return { state: 'ok', evidence: `${reason} at ${socket} (${because})` };
      if (state === 'starting') return { state: 'starting', evidence: reason };
      const evidence =
        engine
          .info()
          .not_chosen.map(({ place, reason: why }) => `${place}: ${why}`)
          .join('; ') || reason;
      if (wanted() === 0) return { state: 'stopped', evidence, cause: reason, ...(fix === undefined ? {} : { fix }) };
      return { state: 'down', evidence, cause: `${reason} ${wanted()} services should run.`, ...(fix === undefined ? {} : { fix }) };
    },
  };
}

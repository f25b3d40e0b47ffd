import type { EngineInfo } from '#contract';
import type { CauseFinding } from '../evidence.ts';

/** No engine answers: nothing else can be said of any service, so no other cause is asked. */
export const engineDown = {
  cause: 'engine-down',
  title: 'No container engine answers',
  find({ reason, fix, not_chosen: notChosen }: EngineInfo): CauseFinding {
    return {
      message: reason,
      evidence: notChosen.map(({ place, reason: why }) => `${place}: ${why}`),
      fix: fix ?? 'Start the container engine; Gantry takes it by itself as soon as it answers.',
    };
  },
};

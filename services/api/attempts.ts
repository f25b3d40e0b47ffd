import { GantryError } from '#contract';

/** Wrong tokens and codes in one minute before more are refused unread. 256-bit secrets cannot be guessed; this keeps the noise down. */
const mostInMinute = 30;

export interface Attempts {
  /** @throws GantryError `overloaded` when there were too many wrong ones in the last minute */
  expectRoom(): void;
  noteWrong(): void;
}

export function createAttempts(now: () => number = Date.now): Attempts {
  let times: number[] = [];
  const recent = () => {
    times = times.filter((time) => now() - time < 60_000);
    return times;
  };
  return {
    expectRoom() {
      const [oldest = 0] = recent();
      if (times.length < mostInMinute) return;
      throw new GantryError('overloaded', {
        message: 'There were too many wrong tokens in the last minute.',
        fix: 'Wait a minute, then send the right one.',
        retryAfterSeconds: (60_000 - (now() - oldest)) / 1000,
      });
    },
    noteWrong: () => void recent().push(now()),
  };
}

import type { State, Task } from '#contract';

/** The mark a task bears: how it is, in the words for state used everywhere. */
export function markOfTask({ state, failed }: Pick<Task, 'state' | 'failed'>): State {
  switch (state) {
    case 'queued':
    case 'running':
    case 'cancelling':
      return 'starting';
    case 'succeeded':
      return failed > 0 ? 'degraded' : 'ok';
    case 'failed':
      return 'down';
    case 'interrupted':
      return 'degraded';
    case 'cancelled':
      return 'stopped';
  }
}

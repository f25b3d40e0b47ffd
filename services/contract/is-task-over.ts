import type { TaskState } from './task.ts';

/** States a task does not leave by itself. */
export function isTaskOver(state: TaskState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'interrupted';
}

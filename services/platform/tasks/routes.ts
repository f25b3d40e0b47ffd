import type { Routes } from '#contract';
import type { Tasks } from './tasks.ts';

/** Handlers of the task operations. */
export function taskRoutes(tasks: Tasks): Routes {
  return {
    'tasks.list': async (input) => ({ tasks: tasks.list(input) }),
    'tasks.read': async ({ id }) => tasks.read(id),
    'tasks.cancel': ({ id }) => tasks.cancel(id),
    'tasks.resume': ({ id }, { caller }) => tasks.resume(id, caller),
  };
}

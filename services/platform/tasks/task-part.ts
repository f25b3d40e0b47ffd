import { access, constants } from 'node:fs/promises';
import type { Check, PartDeclaration } from '#platform/parts';
import type { Tasks } from './tasks.ts';

/** Health part `tasks`. The records are read before the parts start, for migrations are a task too. */
export function taskPart(tasks: Tasks, folder: string): PartDeclaration {
  return {
    name: 'tasks',
    title: 'Tasks',
    dependsOn: [],
    isEssential: false,
    start: async () => {},
    stop: () => tasks.close(),
    checks: [recordsWritable(tasks, folder)],
  };
}

function recordsWritable(tasks: Tasks, folder: string): Check {
  return {
    name: 'task-records',
    title: 'Can task records be written?',
    async run() {
      await access(folder, constants.W_OK);
      const all = tasks.list({ limit: 200 });
      const running = all.filter(({ state }) => state === 'running' || state === 'cancelling').length;
      const queued = all.filter(({ state }) => state === 'queued').length;
      return { state: 'ok', evidence: `${running} running, ${queued} queued` };
    },
  };
}

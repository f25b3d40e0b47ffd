import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Task, taskSchema } from '#contract';
import { makePrivateFolder, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';

/** Finished tasks that are kept; older ones go. */
const keptTasks = 200;

export interface TaskStore {
  /** All records, oldest first. A record that cannot be read is left where it is and logged. */
  load(): Promise<Task[]>;
  save(task: Task): Promise<void>;
  saveInput(id: string, input: unknown): Promise<void>;
  readInput(id: string): Promise<unknown>;
  /** Removes the oldest of the given finished tasks beyond the kept number; gives the ids that went. */
  prune(finished: readonly Task[]): Promise<string[]>;
}

/** Task records as files in `folder`: one for the record, one for its input (which can be large and never changes). */
export function createTaskStore(folder: string, log: Log): TaskStore {
  const recordPath = (id: string) => join(folder, `${id}.json`);
  const inputPath = (id: string) => join(folder, `${id}.input.json`);
  return {
    async load() {
      await makePrivateFolder(folder);
      const tasks: Task[] = [];
      for (const name of await readdir(folder)) {
        if (!/^[0-9a-f-]{36}\.json$/.test(name)) continue;
        try {
          tasks.push(taskSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))));
        } catch (error) {
          log.warn({ err: error, file: name }, 'a task record cannot be read and is passed over');
        }
      }
      return tasks.sort((a, b) => a.created_at.localeCompare(b.created_at));
    },
    save: (task) => writeDurably(recordPath(task.id), JSON.stringify(task)),
    saveInput: (id, input) => writeDurably(inputPath(id), JSON.stringify(input)),
    readInput: async (id) => JSON.parse(await readFile(inputPath(id), 'utf8')) as unknown,
    async prune(finished) {
      const old = finished.slice(0, Math.max(0, finished.length - keptTasks));
      for (const { id } of old) {
        await rm(recordPath(id), { force: true });
        await rm(inputPath(id), { force: true });
      }
      return old.map(({ id }) => id);
    },
  };
}

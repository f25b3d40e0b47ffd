import { GantryError, isTaskOver, type Task } from '#contract';
import type { Events } from '#platform/events';
import type { Tasks } from './tasks.ts';

export interface FollowOptions {
  readonly tasks: Tasks;
  readonly events: Events;
  /** Of the task that waits. */
  readonly signal: AbortSignal;
  onProgress?(task: Task): void;
}

/**
 * Waits for another task. When this one is cancelled the other is, too; a host that drains stops both by itself.
 * @throws GantryError why the other one failed, or passed over something; what `signal` carries
 */
export async function followTask(task: Task, { tasks, events, signal, onProgress = () => undefined }: FollowOptions): Promise<Task> {
  onProgress(task);
  const stopListening = events.subscribe(({ event, data }) => {
    if (event === 'task.changed' && data.id === task.id) onProgress(data);
  });
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    const over = await Promise.race([tasks.finished(task.id), stopped]);
    const [problem] = over.problems.filter(({ kind }) => kind === 'failed');
    if (over.state === 'succeeded' && problem === undefined) return over;
    if (over.state === 'cancelled') throw new GantryError('cancelled', { message: `“${over.title}” was cancelled.` });
    const { code = 'internal', message, fix, field } = over.error ?? {};
    throw new GantryError(code, {
      message: message ?? problem?.message ?? `“${over.title}” ended without success.`,
      ...(fix === undefined ? {} : { fix }),
      ...(field === undefined ? {} : { field }),
    });
  } catch (error) {
    if (signal.aborted && (signal.reason as GantryError).code === 'cancelled' && !isTaskOver(tasks.read(task.id).state))
      await tasks.cancel(task.id).catch(() => undefined);
    throw error;
  } finally {
    stopListening();
    signal.removeEventListener('abort', stop);
  }
}

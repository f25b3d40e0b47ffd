import { isTaskOver, type Task } from '#contract';

/** A failure older than this is history and stands on the page Tasks only. */
const failureShownMs = 24 * 60 * 60 * 1000;

/**
 * The task a row tells of: the one that is changing this secret now, or the last one if it failed.
 * @param tasks newest first
 * @param begun ids of tasks begun for this secret here
 */
export function taskOfCredential(tasks: readonly Task[], name: string, begun: ReadonlySet<string>): Task | undefined {
  const isNamed = new RegExp(`(^|[^a-z0-9_-])${name}([^a-z0-9_-]|$)`);
  const task = tasks.find(
    ({ id, kind, title, progress }) =>
      begun.has(id) || (kind.startsWith('credentials') && (isNamed.test(title) || isNamed.test(progress.current ?? ''))),
  );
  if (task === undefined || !isTaskOver(task.state)) return task;
  const isFresh = Date.now() - Date.parse(task.ended_at ?? task.created_at) < failureShownMs;
  return task.error !== undefined && isFresh ? task : undefined;
}

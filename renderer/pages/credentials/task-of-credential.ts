import { isTaskOver, type Task } from '#contract';

const kinds: ReadonlySet<string> = new Set(['rotate-credentials', 'repair-credential']);
/** A failure older than this is history and stands on the page Tasks only. */
const failureShownMs = 24 * 60 * 60 * 1000;

/**
 * The task a row tells of: the one that is changing this secret now, or the last one if it failed at it.
 * @param tasks newest first
 */
export function taskOfCredential(tasks: readonly Task[], name: string): Task | undefined {
  const task = tasks.find((each) => kinds.has(each.kind) && namesOf(each).has(name));
  if (task === undefined || !isTaskOver(task.state)) return task;
  const isFresh = Date.now() - Date.parse(task.ended_at ?? task.created_at) < failureShownMs;
  return task.error !== undefined && isFresh ? task : undefined;
}

/** A task says which secret it is at before a colon; before it begins, and where it has but one, its title names them. */
function namesOf({ title, progress: { current } }: Task): Set<string> {
  const at = /^([a-z0-9_-]+): /.exec(current ?? '')?.[1];
  return new Set(at === undefined ? title.split(/[ ,]+/) : [at]);
}

import { GantryError, isTaskOver, type SetupChoices, type SetupStep, type SetupWork, setupChoicesSchema, type Task } from '#contract';
import type { Events } from '#platform/events';
import { followTask, type TaskContext, type TaskKind, type Tasks } from '#platform/tasks';
import { stepsOf } from './choices.ts';
import type { SetupPorts } from './setup-ports.ts';
import type { SetupStateFile } from './setup-state.ts';

export const setupKind = 'setup';

/** What each piece is called, and the kind of the task that does it. */
const works: Record<SetupWork, { title: string; kind?: string }> = {
  secrets: { title: 'make secrets' },
  images: { title: 'pull images', kind: 'stack-pull' },
  services: { title: 'start services', kind: 'stack-change' },
  documents: { title: 'move documents', kind: 'switch-storage' },
};

export interface SetupTaskOptions {
  readonly ports: SetupPorts;
  readonly state: SetupStateFile;
  readonly tasks: Tasks;
  readonly events: Events;
}

/** The task that carries the setup out. Every piece does only what is not done, so a run after a crash goes on where it was. */
export function setupTask({ ports, state, tasks, events }: SetupTaskOptions): TaskKind<SetupChoices> {
  async function run(choices: SetupChoices, context: TaskContext): Promise<Record<string, unknown>> {
    const before = await state.read();
    const isSameRun = context.isResumed && before.task === context.id;
    // What the last run had to do is still said, also where part of it is done by now.
    const steps = isSameRun ? before.steps : stepsOf(choices, ports.storage());
    await state.change(() => ({
      step: 'running',
      task: context.id,
      steps: steps.map((step) => (step.state === 'done' ? step : { ...step, state: 'waiting' })),
      done_at: null,
    }));
    const made: string[] = [];
    for (const [index, step] of steps.entries()) {
      const { work } = step;
      const report = (current: string) => context.progress({ done: index, total: steps.length, current });
      report(works[work].title);
      await state.mark(work, { state: 'running' });
      try {
        context.signal.throwIfAborted();
        if (work === 'secrets') made.push(...(await ports.makeSecrets(choices.profiles)));
        else await runChild(step, choices, { context, report });
      } catch (error) {
        throw await stoppedAt(work, { error, context, place: `step ${index + 1} of ${steps.length}` });
      }
      await state.mark(work, { state: 'done' });
    }
    context.progress({ done: steps.length, total: steps.length, current: 'done' });
    await state.change(() => ({ step: 'done', done_at: new Date().toISOString() }));
    return { place: choices.place, profiles: choices.profiles, storage: ports.storage(), secrets_made: made };
  }

  /** Goes on with the task an earlier run began, or begins one; there may be nothing to do. */
  async function runChild(
    step: SetupStep,
    choices: SetupChoices,
    { context, report }: { context: TaskContext; report(current: string): void },
  ): Promise<void> {
    const child = (context.isResumed ? await revive(step, context.id) : undefined) ?? (await begin(step.work, choices));
    if (child === undefined) return;
    await state.mark(step.work, { task: child.id });
    await followTask(child, {
      tasks,
      events,
      signal: context.signal,
      onProgress: ({ progress }) => report(progress.current ?? works[step.work].title),
    });
  }

  async function begin(work: SetupWork, { profiles, storage }: SetupChoices): Promise<Task | undefined> {
    const cause = 'the setup';
    if (work === 'images') return ports.pullMissing(profiles, cause);
    if (work === 'services') return ports.start(profiles, cause);
    return ports.storage() === storage ? undefined : ports.moveDocuments(storage, cause);
  }

  /** A task of this piece that the same setup began: it still runs, can go on, or came to its end by itself when the host started again. */
  async function revive({ work, state: was, task: known }: SetupStep, id: string): Promise<Task | undefined> {
    const since = tasks.read(id).created_at;
    const begun = tasks.list({ kind: works[work].kind, limit: 50 }).filter((task) => task.created_at >= since);
    const open =
      begun.find((task) => !isTaskOver(task.state) || (task.state === 'interrupted' && task.resumable)) ??
      begun.find((task) => task.id === known && task.state === 'succeeded' && was === 'running');
    return open?.state === 'interrupted' ? tasks.resume(open.id, 'the setup goes on') : open;
  }

  /** Writes down where it stopped, unless the host itself stops: then it goes on by itself. */
  async function stoppedAt(
    work: SetupWork,
    { error, context, place }: { error: unknown; context: TaskContext; place: string },
  ): Promise<unknown> {
    const isAborted = context.signal.aborted;
    if (isAborted && (context.signal.reason as GantryError).code === 'draining') return error;
    await state.mark(work, { state: isAborted ? 'waiting' : 'failed' });
    await state.change(() => ({ step: 'services' }));
    if (isAborted || !(error instanceof GantryError)) return error;
    return new GantryError(error.code, {
      message: `The setup stopped at ${place}, ${works[work].title}: ${error.message}`,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      ...(error.field === undefined ? {} : { field: error.field }),
      cause: error,
    });
  }

  return {
    kind: setupKind,
    unit: 'steps',
    input: setupChoicesSchema,
    title: ({ place, profiles }) => (place === 'embedded' ? 'Set up without containers' : `Set up the stack: ${profiles.join(', ')}`),
    isResumable: true,
    run,
  };
}

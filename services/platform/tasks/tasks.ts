import { randomUUID } from 'node:crypto';
import { GantryError, isTaskOver, type Task, type TaskState } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import { createSpeedometer } from './speed.ts';
import type { TaskContext, TaskKind } from './task-kind.ts';
import { createTaskStore } from './task-store.ts';

export interface Tasks {
  define<I>(kind: TaskKind<I>): void;
  /** Reads the records of earlier runs; what was running is `interrupted`. Call once, before anything else. */
  open(): Promise<void>;
  /** Queues the interrupted tasks that can go on. Call when the parts they need are up. */
  resumeInterrupted(): Promise<void>;
  /** Queues work. Tasks of one kind run one after another. */
  start(kind: string, input: unknown, cause: string): Promise<Task>;
  list(filter: { state?: TaskState | undefined; kind?: string | undefined; limit: number }): Task[];
  read(id: string): Task;
  cancel(id: string): Promise<Task>;
  resume(id: string, cause: string): Promise<Task>;
  /** Waits until a task is over. */
  finished(id: string): Promise<Task>;
  /** Stops what runs (it becomes `interrupted`) and writes the records. */
  close(): Promise<void>;
}

/** How often a running task is announced and, at most, written. */
const announceMs = 250;
const saveMs = 1000;
const keptProblems = 200;

interface Running {
  task: Task;
  abort: AbortController;
  done: Promise<void>;
}

export function createTasks({ folder, events, log }: { folder: string; events: Events; log: Log }): Tasks {
  const store = createTaskStore(folder, log);
  const kinds = new Map<string, TaskKind>();
  const tasks = new Map<string, Task>();
  const queues = new Map<string, string[]>();
  const running = new Map<string, Running>();
  const waiters = new Map<string, ((task: Task) => void)[]>();
  let closing = false;

  const announce = (task: Task) => events.publish('task.changed', structuredClone(task));

  // A record that cannot be written (disk full) must not take the work down with it.
  const save = (task: Task) =>
    store.save(task).catch((error: unknown) => log.warn({ err: error, task: task.id }, 'task record not written'));

  function find(id: string): Task {
    const task = tasks.get(id);
    if (task === undefined) throw new GantryError('not_found', { message: 'There is no task with this id.', field: 'id' });
    return task;
  }

  function setState(task: Task, state: TaskState): void {
    task.state = state;
    const isOver = isTaskOver(state);
    if (isOver) task.ended_at = new Date().toISOString();
    else delete task.ended_at;
    task.resumable = isOver && state !== 'succeeded' && (kinds.get(task.kind)?.isResumable ?? false);
    if (isOver) task.progress.eta_seconds = null;
    log.info({ task: task.id, kind: task.kind, state, error: task.error?.code }, 'task changed');
    announce(task);
  }

  function runNext(kind: string): void {
    if (closing || [...running.values()].some((entry) => entry.task.kind === kind)) return;
    const id = queues.get(kind)?.shift();
    if (id === undefined) return;
    const task = find(id);
    const abort = new AbortController();
    const entry: Running = { task, abort, done: Promise.resolve() };
    running.set(id, entry);
    entry.done = run(task, abort).finally(() => {
      running.delete(id);
      for (const resolve of waiters.get(id) ?? []) resolve(structuredClone(task));
      waiters.delete(id);
      runNext(kind);
    });
  }

  async function run(task: Task, abort: AbortController): Promise<void> {
    const kind = kinds.get(task.kind) as TaskKind;
    const isResumed = task.started_at !== undefined;
    task.started_at = new Date().toISOString();
    task.problems = [];
    task.skipped = 0;
    task.failed = 0;
    delete task.error;
    setState(task, 'running');
    await save(task);
    const reporter = createReporter(
      task,
      () => announce(task),
      () => void save(task),
    );
    try {
      const input = kind.input.parse(await store.readInput(task.id));
      task.result = await kind.run(input, { id: task.id, signal: abort.signal, isResumed, ...reporter.context });
      reporter.stop();
      // Work that finished although it was asked to stop has finished.
      setState(task, 'succeeded');
    } catch (error) {
      reporter.stop();
      fail(task, abort, error);
    }
    await save(task);
    await forgetOld();
  }

  function fail(task: Task, abort: AbortController, error: unknown): void {
    if (abort.signal.aborted) {
      setState(task, closing ? 'interrupted' : 'cancelled');
      return;
    }
    log.error({ err: error, task: task.id, kind: task.kind }, 'task failed');
    task.error = (error instanceof GantryError ? error : new GantryError('internal', { cause: error })).toBody(task.id);
    setState(task, 'failed');
  }

  async function forgetOld(): Promise<void> {
    for (const id of await store.prune([...tasks.values()].filter((task) => isTaskOver(task.state)))) tasks.delete(id);
  }

  function enqueue(task: Task): void {
    setState(task, 'queued');
    const queue = queues.get(task.kind) ?? [];
    queues.set(task.kind, queue);
    queue.push(task.id);
    runNext(task.kind);
  }

  async function resume(id: string, cause: string): Promise<Task> {
    const task = find(id);
    if (!isTaskOver(task.state)) throw new GantryError('conflict', { message: 'The task has not ended, so it cannot be resumed.' });
    if (!task.resumable) throw new GantryError('task_not_resumable');
    task.cause = cause;
    enqueue(task);
    await save(task);
    return structuredClone(task);
  }

  return {
    define: (kind) => void kinds.set(kind.kind, kind as TaskKind),
    async open() {
      for (const task of await store.load()) {
        tasks.set(task.id, task);
        if (isTaskOver(task.state)) continue;
        setState(task, 'interrupted');
        await save(task);
      }
    },
    async resumeInterrupted() {
      for (const task of [...tasks.values()]) {
        if (task.state === 'interrupted' && kinds.get(task.kind)?.isResumable) {
          task.resumable = true;
          await resume(task.id, 'the host started again').catch((error: unknown) =>
            log.warn({ err: error, task: task.id }, 'task not resumed'),
          );
        }
      }
    },
    async start(kindName, input, cause) {
      const kind = kinds.get(kindName);
      if (kind === undefined) throw new Error(`There is no kind of task named ${kindName}`);
      if (closing) throw new GantryError('draining');
      const parsed = kind.input.parse(input);
      const task: Task = {
        id: randomUUID(),
        kind: kindName,
        title: kind.title(parsed),
        state: 'queued',
        cause,
        progress: { done: 0, total: null, unit: kind.unit, per_second: null, eta_seconds: null },
        problems: [],
        skipped: 0,
        failed: 0,
        resumable: false,
        created_at: new Date().toISOString(),
      };
      await store.saveInput(task.id, parsed);
      await store.save(task);
      tasks.set(task.id, task);
      enqueue(task);
      return structuredClone(task);
    },
    list: ({ state, kind, limit }) =>
      [...tasks.values()]
        .filter((task) => (state === undefined || task.state === state) && (kind === undefined || task.kind === kind))
        .reverse()
        .slice(0, limit)
        .map((task) => structuredClone(task)),
    read: (id) => structuredClone(find(id)),
    async cancel(id) {
      const task = find(id);
      if (isTaskOver(task.state)) throw new GantryError('conflict', { message: 'The task has already ended.' });
      const entry = running.get(id);
      if (entry === undefined) {
        queues.set(
          task.kind,
          (queues.get(task.kind) ?? []).filter((other) => other !== id),
        );
        setState(task, 'cancelled');
        await save(task);
      } else if (task.state === 'running') {
        setState(task, 'cancelling');
        entry.abort.abort(new GantryError('cancelled'));
      }
      return structuredClone(task);
    },
    resume,
    finished(id) {
      const task = find(id);
      if (isTaskOver(task.state) && !running.has(id)) return Promise.resolve(structuredClone(task));
      return new Promise((resolve) => waiters.set(id, [...(waiters.get(id) ?? []), resolve]));
    },
    async close() {
      closing = true;
      const all = [...running.values()];
      for (const entry of all) entry.abort.abort(new GantryError('draining'));
      await Promise.all(all.map((entry) => entry.done));
      for (const queue of queues.values()) {
        for (const id of queue) {
          const task = find(id);
          setState(task, 'interrupted');
          await save(task);
        }
      }
    },
  };
}

function createReporter(
  task: Task,
  announce: () => void,
  save: () => void,
): { context: Pick<TaskContext, 'progress' | 'problem'>; stop(): void } {
  const speed = createSpeedometer();
  let announceTimer: NodeJS.Timeout | undefined;
  let savedAt = Date.now();
  const changed = () => {
    announceTimer ??= setTimeout(() => {
      announceTimer = undefined;
      const { progress } = task;
      progress.per_second = speed.note(progress.done, Date.now());
      progress.eta_seconds =
        progress.total !== null && progress.per_second !== null && progress.per_second > 0
          ? Math.ceil(Math.max(0, progress.total - progress.done) / progress.per_second)
          : null;
      announce();
      if (Date.now() - savedAt >= saveMs) {
        savedAt = Date.now();
        save();
      }
    }, announceMs);
  };
  return {
    context: {
      progress({ done, total, current }) {
        task.progress.done = done;
        if (total !== undefined) task.progress.total = total;
        if (current !== undefined) task.progress.current = current;
        changed();
      },
      problem(problem) {
        task[problem.kind] += 1;
        if (task.problems.length < keptProblems) task.problems.push(problem);
        changed();
      },
    },
    stop: () => clearTimeout(announceTimer),
  };
}

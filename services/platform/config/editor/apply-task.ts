import { z } from 'zod';
import { GantryError, type Task } from '#contract';
import type { Log } from '#platform/log';
import type { TaskContext, Tasks } from '#platform/tasks';
import type { Editor } from './editor.ts';
import type { ConfigEffects } from './effects.ts';
import type { HistoryRecord } from './history-store.ts';
import type { pendingChange } from './pending-change.ts';
import { watchHealth } from './watch-health.ts';

const kind = 'apply-config';
const inputSchema = z.object({ step: z.string() });
type Input = z.infer<typeof inputSchema>;

export interface ApplyTaskOptions {
  editor: Editor;
  effects: ConfigEffects;
  tasks: Tasks;
  pending: ReturnType<typeof pendingChange>;
  log: Log;
  /** When this host began, ms: a step written before it has had its restart. */
  hostStartedAt: number;
}

/** Carries a written step out: restarts what it needs, watches the health, and takes it back where that drops. */
export function createApplyTask({ editor, effects, tasks, pending, log, hostStartedAt }: ApplyTaskOptions) {
  async function carryOut(entry: HistoryRecord, context: TaskContext): Promise<Record<string, unknown>> {
    const { step, effect, baseline } = entry;
    const { services, host, watch_seconds: seconds } = effect ?? { services: [], host: [], watch_seconds: 0 };
    const hasHostStarted = Date.parse(step.at) < hostStartedAt;
    context.progress({ done: 0, total: seconds, current: 'preparing' });
    // After a restart of the host they have been made anew already; asked again, they are left as they are.
    if (services.length > 0) {
      context.progress({ done: 0, current: `restarting ${services.join(', ')}` });
      await effects.restartServices(services, `${step.author} changed ${step.changed.map(({ key }) => key).join(', ')}`, context.signal);
    }
    if (host.length > 0 && !hasHostStarted) {
      await pending.note(step, editor.documentOf(step.document).file);
      context.progress({ done: 0, current: 'Gantry starts again' });
      effects.restartHost();
      await aborted(context.signal);
    }
    await watchHealth(effects, {
      seconds,
      baseline,
      signal: context.signal,
      onLook: (done) => context.progress({ done, current: 'watching the health' }),
    });
    return { kept: true, watched_seconds: seconds, restarted: services, host_restarted: host.length > 0 };
  }

  /** Puts the former values back and lets them count. Gives the sentence that says so. */
  async function takeBack({ step, effect }: HistoryRecord, reason: string, signal: AbortSignal): Promise<string> {
    const services = effect?.services ?? [];
    try {
      const made = await editor.undo(step.id, async () => ({ author: 'gantry', reason, kind: 'rollback', of: step.id }));
      await editor.mark(step.id, { state: 'rolled_back', note: reason });
      if (made !== undefined) await effects.adopt(editor.documentOf(step.document), made.after);
    } catch (error) {
      const why = error instanceof GantryError ? error.message : 'an unknown reason';
      await editor.mark(step.id, { state: 'applied', note: `${reason} It was not taken back: ${why}` });
      return `It was not taken back: ${why}`;
    }
    if (services.length > 0)
      await effects
        .restartServices(services, `the change of ${step.author} was taken back`, signal)
        .catch((error: unknown) => log.warn({ err: error }, 'services not restarted after a change was taken back'));
    return 'The change was taken back.';
  }

  tasks.define<Input>({
    kind,
    unit: 'seconds',
    input: inputSchema,
    isResumable: true,
    title: ({ step }) =>
      `Apply ${
        editor
          .find(step)
          ?.step.changed.map(({ key }) => key)
          .join(', ') || 'a change of the configuration'
      }`,
    async run({ step: id }, context) {
      const entry = editor.find(id);
      if (entry === undefined) throw new GantryError('not_found', { message: 'The step of the configuration is gone.', field: 'step' });
      if (entry.step.state === 'rolled_back' || entry.step.state === 'undone')
        throw new GantryError('service_failed', { message: `The change was taken back: ${entry.step.note ?? 'undone'}` });
      try {
        const result = await carryOut(entry, context);
        await editor.mark(id, { state: 'kept' });
        await pending.forget();
        return result;
      } catch (error) {
        if (context.signal.aborted) {
          if ((context.signal.reason as GantryError).code === 'cancelled') {
            await editor.mark(id, { state: 'kept', note: 'Kept: its watch was cancelled.' });
            await pending.forget();
          }
          throw error;
        }
        await pending.forget();
        const reason = error instanceof GantryError ? error.message : 'It failed for an unknown reason.';
        const outcome = await takeBack(entry, reason, context.signal);
        // The task goes on after that start, finds the step taken back, and says so.
        if ((entry.effect?.host.length ?? 0) > 0) effects.restartHost();
        throw new GantryError(error instanceof GantryError ? error.code : 'internal', {
          message: `${reason} ${outcome}`,
          fix: 'See the reason, correct the value, and apply it again.',
          cause: error,
        });
      }
    },
  });

  return {
    start: (entry: HistoryRecord, cause: string): Promise<Task> => tasks.start(kind, { step: entry.step.id }, cause),
    /** Goes on with what a restart interrupted, without waiting for every part: one that does not come up is what it looks for. */
    async goOn(): Promise<void> {
      for (const { id } of tasks.list({ kind, state: 'interrupted', limit: 10 }))
        await tasks.resume(id, 'the host started again').catch((error: unknown) => log.warn({ err: error, task: id }, 'task not resumed'));
    },
  };
}

export type ApplyTask = ReturnType<typeof createApplyTask>;

/** Rejects with the reason of the signal. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

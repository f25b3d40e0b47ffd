import { z } from 'zod';
import { GantryError, type Task } from '#contract';
import type { TaskContext, Tasks } from '#platform/tasks';
import type { Compose } from '../compose-file/index.ts';
import { withRestarted } from '../plan/graph.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import type { ChangeTools } from './change-tools.ts';
import { down } from './down.ts';
import { selectDown, selectUp } from './select-services.ts';
import { up } from './up.ts';

const kind = 'stack-change';
/** Inputs remembered to recognise the same request. */
const mostInputs = 100;

const inputSchema = z.object({
  verb: z.enum(['up', 'down', 'restart']),
  profiles: z.array(z.string()),
  services: z.array(z.string()),
  pull: z.enum(['missing', 'always', 'never']).default('missing'),
  recreate: z.boolean().default(false),
  remove: z.boolean().default(true),
  volumes: z.array(z.string()).default([]),
});
export type ChangeInput = z.output<typeof inputSchema>;

export interface ChangeTaskOptions {
  readonly tools: ChangeTools;
  readonly tasks: Tasks;
  supervisor(): Supervisor;
  /** Before something starts and after something stopped: what else hangs on whether the stack runs. */
  onChanged(compose: Compose): Promise<void>;
}

/** Starting, stopping and restarting as tasks, one after another. A stop cancels the starts before it. */
export function createChangeTask({ tools, tasks, supervisor, onChanged }: ChangeTaskOptions) {
  const inputs = new Map<string, string>();
  let running: string | null = null;

  async function runUp(compose: Compose, input: ChangeInput, context: TaskContext): Promise<Record<string, unknown>> {
    const services = selectUp(compose, input);
    const names = services.map(({ name }) => name);
    supervisor().reset(names);
    await tools.desired.change({ run: names });
    try {
      return await up(tools, { compose, services, pull: input.pull, recreate: input.recreate, ...context });
    } catch (error) {
      // Cancelled by a person: what did not come to run is not wanted any more. A host that ends goes on later.
      if (context.signal.aborted && (context.signal.reason as GantryError).code === 'cancelled')
        await tools.desired.change({ stop: names.filter((name) => tools.book.container(name)?.status !== 'running') });
      throw error;
    } finally {
      for (const name of names) tools.book.refresh(name);
      await onChanged(compose);
    }
  }

  async function runDown(compose: Compose, input: ChangeInput, context: TaskContext): Promise<Record<string, unknown>> {
    const services = selectDown(compose, input);
    const names = services.map(({ name }) => name);
    supervisor().reset(names);
    await tools.desired.change({ stop: names });
    try {
      return await down(tools, { compose, services, remove: input.remove, volumes: input.volumes, ...context });
    } finally {
      for (const name of names) tools.book.refresh(name);
      await onChanged(compose);
    }
  }

  /** One service and those that say `restart: true` of it, as far as they run; others are left alone. */
  async function runRestart(compose: Compose, input: ChangeInput, context: TaskContext): Promise<Record<string, unknown>> {
    const [name = ''] = input.services;
    const services = withRestarted(compose, name).filter(
      (service) => service.name === name || tools.book.container(service.name)?.status === 'running',
    );
    const names = services.map((service) => service.name);
    supervisor().reset(names);
    await tools.desired.change({ run: names });
    await down(tools, { compose, services: [...services].reverse(), remove: false, volumes: [], ...context });
    return runUp(compose, { ...input, services: names, pull: 'never' }, context);
  }

  tasks.define<ChangeInput>({
    kind,
    unit: 'services',
    input: inputSchema as unknown as z.ZodType<ChangeInput>,
    title: describeChange,
    isResumable: true,
    async run(input, context) {
      running = context.id;
      try {
        if (!tools.book.isEngineUp())
          throw new GantryError('engine_unavailable', { message: tools.engine.info().reason, ...fixOf(tools.engine.info().fix) });
        const compose = await tools.loadCompose();
        await tools.watch.refresh();
        const work = { up: runUp, down: runDown, restart: runRestart }[input.verb];
        return await work(compose, input, context);
      } finally {
        running = null;
        setImmediate(() => supervisor().look());
      }
    },
  });

  return {
    isRunning: () => running !== null,
    running: () => running,
    /** Queues a change. The same one that already waits or runs is given instead of another. */
    async start(given: z.input<typeof inputSchema>, cause: string): Promise<Task> {
      const input = inputSchema.parse(given);
      const key = JSON.stringify(input);
      for (const task of tasks.list({ kind, limit: 50 })) {
        const known = inputs.get(task.id);
        if ((task.state === 'running' || task.state === 'queued') && known === key) return task;
        if (
          input.verb === 'down' &&
          known !== undefined &&
          (JSON.parse(known) as ChangeInput).verb !== 'down' &&
          (task.state === 'running' || task.state === 'queued')
        )
          await tasks.cancel(task.id).catch(() => undefined);
      }
      const task = await tasks.start(kind, input, cause);
      inputs.set(task.id, key);
      if (inputs.size > mostInputs) inputs.delete(inputs.keys().next().value as string);
      return task;
    },
  };
}

export type ChangeTask = ReturnType<typeof createChangeTask>;

function fixOf(fix: string | undefined): { fix?: string } {
  return fix === undefined ? {} : { fix };
}

function describeChange({ verb, services, profiles, volumes }: ChangeInput): string {
  const what = [...services, ...profiles.map((profile) => `profile ${profile}`)].join(', ');
  if (verb === 'restart') return `Restart ${what}`;
  if (verb === 'up') return `Start ${what === '' ? 'the stack' : what}`;
  const destroyed = volumes.length === 0 ? '' : ` and delete the volumes ${volumes.join(', ')}`;
  return `Stop ${what === '' ? 'the stack' : what}${destroyed}`;
}

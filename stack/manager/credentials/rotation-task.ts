import { z } from 'zod';
import { credentialNameSchema, GantryError, type Task } from '#contract';
import type { Events } from '#platform/events';
import type { TaskContext, Tasks } from '#platform/tasks';
import { waitReady } from '../change/wait-ready.ts';
import type { Compose } from '../compose-file/index.ts';
import { withDependencies } from '../plan/graph.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { type StackCredential, type StrategyName, stackCredentials } from './known-credentials.ts';
import { type Rotation, type RotationTools, runningContainer, type Strategy } from './rotation.ts';
import { rotateGantryToken } from './strategies/gantry-token.ts';
import { rotateGrafana } from './strategies/grafana.ts';
import { rotatePostgres } from './strategies/postgres.ts';
import { rotateRedis } from './strategies/redis.ts';
import { affected, rotateByRestart } from './strategies/restart.ts';
import { withTakeBack } from './take-back.ts';

const kind = 'rotate-credentials';

const inputSchema = z.object({ names: z.array(credentialNameSchema), change: z.enum(['rotated', 'set']) });
type RotationInput = z.output<typeof inputSchema>;

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  postgres: rotatePostgres,
  redis: rotateRedis,
  grafana: rotateGrafana,
  'gantry-token': rotateGantryToken,
  restart: rotateByRestart,
};

export interface RotationTaskOptions {
  readonly tools: RotationTools & { desired: { isRunning(name: string): boolean }; loadCompose(): Promise<Compose> };
  readonly tasks: Tasks;
  readonly events: Events;
  supervisor(): Pick<Supervisor, 'look'>;
}

/**
 * Replaces secrets one after another, each by the value that was put aside for it in the store; what is not put aside any
 * more was replaced by an earlier run. The first failure ends it; what was finished before stays.
 */
export function createRotationTask({ tools, tasks, events, supervisor }: RotationTaskOptions) {
  const { store, book } = tools;

  tasks.define<RotationInput>({
    kind,
    unit: 'credentials',
    input: inputSchema,
    title: ({ names, change }) =>
      `${change === 'set' ? 'Set' : 'Rotate'} ${names.length > 3 ? `${names.length} credentials` : names.join(', ')}`,
    isResumable: true,
    async run({ names, change }, context) {
      const compose = await tools.loadCompose();
      if (book.isEngineUp()) await tools.watch.refresh();
      const rotated: string[] = [];
      const notes: Record<string, string> = {};
      const ordered = inOrder(compose, stackCredentials(compose, store.folder())).filter(({ name }) => names.includes(name));
      for (const [index, credential] of ordered.entries()) {
        context.signal.throwIfAborted();
        const next = await store.staged(credential.name);
        if (next === undefined) continue;
        const say = (text: string) => context.progress({ done: index, total: ordered.length, current: `${credential.name}: ${text}` });
        const note = await rotateOne({ compose, credential, next }, { context, say }).finally(() =>
          // What ended meanwhile was left alone, for its lock was held.
          setImmediate(() => supervisor().look()),
        );
        if (note !== undefined) notes[credential.name] = note;
        await store.dropStaged(credential.name);
        rotated.push(credential.name);
        tools.log.info({ credential: credential.name, change }, 'credential replaced');
        events.publish('credentials.changed', { names: [credential.name], change });
      }
      context.progress({ done: ordered.length, total: ordered.length, current: 'done' });
      return { rotated, notes };
    },
  });

  async function rotateOne(
    what: Pick<Rotation, 'compose' | 'credential' | 'next'>,
    { context, say }: { context: TaskContext; say(text: string): void },
  ): Promise<string | undefined> {
    const { compose, credential } = what;
    const { name, owner } = credential;
    let note: string | undefined;
    await withTakeBack({ name, onStep: say }, async (back) => {
      const rotation: Rotation = { ...what, signal: context.signal, ...back };
      if (!book.isEngineUp() && credential.users.some((service) => tools.desired.isRunning(service.name)))
        throw new GantryError('engine_unavailable', { message: 'The container engine does not answer, so the owner cannot be told' });
      await waitForOwner(credential, rotation);
      const isRunning = runningContainer(tools, owner) !== undefined;
      const strategy = isRunning || credential.strategy === 'gantry-token' ? credential.strategy : 'restart';
      await strategies[strategy](tools, rotation);
      for (const service of affected(tools, rotation)) tools.secrets.accept(service, credential.source);
      if (!isRunning && owner !== undefined && (await hasVolume(compose, credential)))
        note = `${owner.name} does not run and keeps a password in its volume: it is checked at its next start, and repaired with credentials.repair where it is another one`;
    });
    return note;
  }

  /** An owner that should run and is on its way up, such as after the computer started, is asked when it is there. */
  async function waitForOwner({ owner }: StackCredential, { signal, step }: Rotation): Promise<void> {
    if (owner === undefined || !tools.desired.isRunning(owner.name) || runningContainer(tools, owner) !== undefined) return;
    step(`waits for ${owner.name}, which should run`);
    await waitReady(book, { ...owner, healthcheck: undefined }, { signal, timeoutMs: tools.config.readyTimeoutMs });
  }

  async function hasVolume(compose: Compose, { owner, isKeptInVolume }: StackCredential): Promise<boolean> {
    if (!isKeptInVolume || owner === undefined || !book.isEngineUp()) return false;
    const volumes = new Set((await tools.engine.listVolumes({})).map((volume) => volume.name));
    return owner.mounts.some(
      (mount) => mount.kind === 'volume' && !mount.isReadOnly && volumes.has(compose.volumes[mount.source]?.name ?? mount.source),
    );
  }

  return {
    /** Queues the replacement of secrets by what was put aside for them. */
    start: (input: RotationInput, cause: string): Promise<Task> => tasks.start(kind, input, cause),
    /** Whether a replacement that waits or runs has this secret among its own. */
    isUnderWay: () => tasks.list({ kind, limit: 20 }).some(({ state }) => ['queued', 'running', 'cancelling'].includes(state)),
  };
}

export type RotationTask = ReturnType<typeof createRotationTask>;

/** As their owners need each other; those of the local API last, for services are restarted with them. */
function inOrder(compose: Compose, credentials: readonly StackCredential[]): StackCredential[] {
  const services = withDependencies(compose, Object.keys(compose.services)).map(({ name }) => name);
  const place = ({ owner }: StackCredential) => (owner === undefined ? services.length : services.indexOf(owner.name));
  return [...credentials].sort((one, other) => place(one) - place(other));
}

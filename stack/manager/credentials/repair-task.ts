import { z } from 'zod';
import { credentialNameSchema, GantryError, type Task } from '#contract';
import type { Events } from '#platform/events';
import type { Tasks } from '#platform/tasks';
import { restartInPlace } from '../change/restart-in-place.ts';
import { waitReady } from '../change/wait-ready.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { type StackCredential, stackCredentials } from './known-credentials.ts';
import { createPostgresRole } from './postgres-role.ts';
import { type RotationTools, runningContainer } from './rotation.ts';
import { setGrafanaPassword } from './strategies/grafana.ts';

const kind = 'repair-credential';
const inputSchema = z.object({ name: credentialNameSchema });

export interface RepairTaskOptions {
  readonly tools: RotationTools & { desired: { change(wish: { run: string[] }): Promise<void> }; loadCompose(): Promise<Compose> };
  readonly tasks: Tasks;
  readonly events: Events;
  supervisor(): Pick<Supervisor, 'look' | 'reset'>;
}

/** Makes an owner accept the secret in its file, where it keeps another one. No data is touched. */
export function createRepairTask({ tools, tasks, events, supervisor }: RepairTaskOptions) {
  const { engine, book, store } = tools;

  tasks.define<z.output<typeof inputSchema>>({
    kind,
    unit: 'steps',
    input: inputSchema,
    title: ({ name }) => `Repair ${name}`,
    isResumable: true,
    async run({ name }, { signal, progress }) {
      const compose = await tools.loadCompose();
      await tools.watch.refresh();
      const credential = stackCredentials(compose, store.folder()).find((each) => each.name === name);
      const owner = credential?.owner;
      const value = await store.read(name);
      if (credential === undefined || owner === undefined || value === undefined) throw nothingToRepair(name);
      supervisor().reset([owner.name]);
      await tools.desired.change({ run: [owner.name] });
      progress({ done: 0, total: 3, current: `${owner.name} is brought to run` });
      await revive(owner);
      progress({ done: 1, total: 3, current: `${owner.name} is told the password of its file` });
      const wasAccepted = await tell({ credential, owner, value }, signal);
      tools.secrets.accept(owner, credential.source);
      progress({ done: 2, total: 3, current: `waits until ${owner.name} is healthy` });
      supervisor().reset([owner.name]);
      await becomesHealthy(owner, signal);
      tools.log.info({ credential: name }, 'credential repaired');
      events.publish('credentials.changed', { names: [name], change: 'repaired' });
      progress({ done: 3, total: 3, current: 'done' });
      return { repaired: name, was_accepted_before: wasAccepted };
    },
  });

  async function revive(owner: ComposeService): Promise<void> {
    const container = book.container(owner.name);
    if (container === undefined)
      throw new GantryError('conflict', {
        message: `${owner.name} has no container, so there is nothing to repair yet.`,
        field: 'name',
        fix: `Start it with: npm run gantry -- start ${owner.name}`,
      });
    if (container.status === 'running') return;
    await tools.locks.run(owner.name, async () => {
      await engine.startContainer(container.id);
      await tools.watch.lookAt(container.id);
    });
  }

  /** Tells the owner; true where it accepted the value before. */
  async function tell(
    { credential, owner, value }: { credential: StackCredential; owner: ComposeService; value: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const container = runningContainer(tools, owner);
    if (container === undefined) throw new GantryError('conflict', { message: `${owner.name} does not keep running.`, field: 'name' });
    if (credential.strategy === 'postgres') {
      return tools.locks.run(owner.name, async () => {
        const role = createPostgresRole(engine, owner, container);
        await role.waitUntilAnswering(signal);
        if (await role.knows(value)) return true;
        await store.exclusively(credential.name, () => role.setPassword(value));
        if (await role.accepts(value)) return false;
        throw new GantryError('credential_refused', {
          message: `${owner.name} does not let in with the password it was told.`,
          field: 'name',
        });
      });
    }
    if (credential.strategy === 'grafana') await setGrafanaPassword(engine, container.id, value);
    // The others read the file at each start.
    else await restartInPlace(tools, owner, { signal, reason: `${credential.name} is repaired` });
    return false;
  }

  /** An engine that counts failed checks takes a while to call it healthy again: a restart begins the count anew. */
  async function becomesHealthy(owner: ComposeService, signal: AbortSignal): Promise<void> {
    const container = runningContainer(tools, owner);
    if (container !== undefined && book.isHealthy(container)) return;
    if (container !== undefined && book.isUnhealthy(container))
      await restartInPlace(tools, owner, { signal, reason: 'its password was repaired' });
    else await waitReady(book, owner, { signal, timeoutMs: tools.config.readyTimeoutMs });
  }

  return { start: (name: string, cause: string): Promise<Task> => tasks.start(kind, { name }, cause) };
}

function nothingToRepair(name: string): GantryError {
  return new GantryError('conflict', {
    message: `${name} is checked by no service of the stack, or does not exist: there is nothing to repair.`,
    field: 'name',
  });
}

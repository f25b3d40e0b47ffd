import { GantryError, type Routes, type Task } from '#contract';
import { checkStrength, generateSecret } from '#platform/credentials';
import type { Events } from '#platform/events';
import { createQueue } from '#platform/queue';
import type { Compose } from '../compose-file/index.ts';
import { checkValue } from './check-value.ts';
import type { createCredentialList } from './describe-credentials.ts';
import type { createExportFile } from './export-file.ts';
import { type StackCredential, stackCredentials } from './known-credentials.ts';
import type { createRepairTask } from './repair-task.ts';
import type { RotationTools } from './rotation.ts';
import type { RotationTask } from './rotation-task.ts';

export interface CredentialRouteOptions {
  readonly tools: RotationTools & { loadCompose(): Promise<Compose> };
  readonly events: Events;
  readonly list: ReturnType<typeof createCredentialList>;
  readonly exportFile: ReturnType<typeof createExportFile>;
  readonly rotations: RotationTask;
  readonly repairs: ReturnType<typeof createRepairTask>;
}

/** Handlers of the operations of credentials. */
export function createCredentialRoutes({ tools, events, list, exportFile, rotations, repairs }: CredentialRouteOptions): Routes {
  const { store, engine } = tools;
  /** Putting values aside and queuing their task belong together: one request after another. */
  const requests = createQueue();

  async function all(): Promise<StackCredential[]> {
    return stackCredentials(await tools.loadCompose(), store.folder());
  }

  async function find(name: string): Promise<StackCredential> {
    const found = (await all()).find((each) => each.name === name);
    if (found === undefined) throw unknown(name);
    return found;
  }

  async function named(names: readonly string[]): Promise<StackCredential[]> {
    const credentials = await all();
    const missing = names.find((name) => credentials.every((each) => each.name !== name));
    if (missing !== undefined) throw unknown(missing);
    return names.length === 0 ? credentials : credentials.filter(({ name }) => names.includes(name));
  }

  const strengthOf = ({ kind, name, owner }: StackCredential, value: string) =>
    checkStrength(value, { kind, forbidden: [name, owner?.name ?? name] });

  function expectOpen(): void {
    if (store.info().state === 'locked') throw new GantryError('credentials_locked');
  }

  function expectIdle(): void {
    if (rotations.isUnderWay())
      throw new GantryError('conflict', {
        message: 'Another replacement of secrets is under way.',
        fix: 'Wait until its task has ended.',
      });
  }

  return {
    async 'credentials.list'() {
      const compose = await tools.loadCompose();
      return { store: store.info(), credentials: await list.read(compose), export: await exportFile.describe(compose) };
    },
    async 'credentials.generate'({ names }) {
      const made: string[] = [];
      for (const { name, kind, length } of await named(names)) {
        // The token of the local API is made by the host itself at its start.
        if (kind === 'token' || store.names().includes(name)) continue;
        await store.write(name, generateSecret(length));
        made.push(name);
      }
      if (made.length > 0) events.publish('credentials.changed', { names: made, change: 'made' });
      return { made };
    },
    async 'credentials.check'({ name, value }) {
      const credential = await find(name);
      const strength = await strengthOf(credential, value);
      try {
        checkValue(credential, value);
      } catch (error) {
        if (!(error instanceof GantryError)) throw error;
        return { ...strength, is_strong_enough: false, problem: error.message };
      }
      return strength;
    },
    async 'credentials.set'({ name, value, accept_weak: acceptWeak }, { caller }) {
      const credential = await find(name);
      expectOpen();
      checkValue(credential, value);
      const { is_strong_enough: isStrong, problem } = await strengthOf(credential, value);
      if (!isStrong && !acceptWeak)
        throw new GantryError('credential_weak', {
          message: problem ?? 'The secret can be guessed.',
          field: 'value',
          fix: 'Choose a longer one, let Gantry make it, or take it all the same with accept_weak.',
        });
      return requests.run(async (): Promise<Task> => {
        expectIdle();
        await store.stage(name, value);
        return rotations.start({ names: [name], change: 'set' }, `asked for by ${caller}`);
      });
    },
    async 'credentials.rotate'({ names }, { caller }) {
      expectOpen();
      const credentials = await named(names);
      return requests.run(async (): Promise<Task> => {
        expectIdle();
        const existing = names.length > 0 ? credentials : credentials.filter(({ name }) => store.names().includes(name));
        for (const { name, length } of existing) await store.stage(name, generateSecret(length));
        return rotations.start({ names: existing.map(({ name }) => name), change: 'rotated' }, `asked for by ${caller}`);
      });
    },
    async 'credentials.repair'({ name }, { caller }) {
      const { owner } = await find(name);
      if (owner === undefined || !store.names().includes(name))
        throw new GantryError('conflict', {
          message: `${name} is checked by no service of the stack, or does not exist: there is nothing to repair.`,
          field: 'name',
        });
      expectOpen();
      const { state, reason, fix } = engine.info();
      if (state !== 'ok') throw new GantryError('engine_unavailable', { message: reason, ...(fix === undefined ? {} : { fix }) });
      expectIdle();
      return repairs.start(name, `asked for by ${caller}`);
    },
    async 'credentials.reveal'({ name }, { caller }) {
      await find(name);
      const value = await store.read(name);
      if (value === undefined) throw new GantryError('not_found', { message: `${name} was not made yet.`, field: 'name' });
      tools.log.info({ credential: name, caller }, 'credential revealed');
      return { name, value };
    },
    async 'credentials.export'(_input, { caller }) {
      const compose = await tools.loadCompose();
      const written = await exportFile.write(compose);
      tools.log.info({ caller, file: written.file }, 'credentials exported');
      events.publish('credentials.changed', { names: [...store.names()], change: 'exported' });
      return written;
    },
    async 'credentials.delete-export'(_input, { caller }) {
      await exportFile.remove();
      tools.log.info({ caller, file: exportFile.file }, 'export of credentials deleted');
      events.publish('credentials.changed', { names: [], change: 'exported' });
      return undefined;
    },
  };
}

function unknown(name: string): GantryError {
  return new GantryError('not_found', {
    message: `The compose file has no secret ${name} in the folder of Gantry’s secrets.`,
    field: 'name',
  });
}

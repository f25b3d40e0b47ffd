import { GantryError, type SecretStoreInfo } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import type { Keychain, SecretStore } from '../secret-store.ts';
import { expectName, expectStorable } from './expect-storable.ts';
import { createFilesKeeping } from './files-keeping.ts';
import type { Keeping } from './keeping.ts';
import type { OnStep } from './place-file.ts';
import { statementOf } from './statement.ts';
import { createTurns } from './turns.ts';

export interface SecretStoreOptions {
  paths: Paths;
  log: Log;
  events: Events;
  keychain: Keychain;
  /** Of tests: called after every step a crash could follow. */
  onStep?: OnStep;
}

/** The store of the stack's secrets. Nothing is read before `open`. */
export function createSecretStore({ paths, log, keychain, onStep = () => undefined }: SecretStoreOptions): SecretStore {
  const turns = createTurns();
  const keeping: Keeping = createFilesKeeping({ paths, log, onStep });
  let keychainInfo: SecretStoreInfo['keychain'] = { is_available: false, backend: 'none', is_real: false, reason: 'It was not asked yet.' };

  const onName = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    expectName(name);
    return turns.one(name, work);
  };

  // A turn of its own: a rotation puts away what it staged while it has the name exclusively.
  const onStaged = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    expectName(name);
    return turns.one(`staged ${name}`, work);
  };
  const noVault = () => new GantryError('conflict', { message: 'The secrets are plain files; there is no vault.' });

  return {
    async open() {
      await keeping.open();
      keychainInfo = await keychain.describe();
    },
    info: () => ({
      kind: 'files',
      protection: 'file-mode',
      state: 'open',
      statement: statementOf('file-mode'),
      place: keeping.folder,
      handed_over: keeping.folder,
      keychain: keychainInfo,
    }),
    folder: () => keeping.folder,
    names: () => keeping.names(),
    changedAt: (name) => keeping.changedAt(name)?.toISOString(),
    read: async (name) => await onName(name, () => keeping.read(name)),
    async write(name, value) {
      expectStorable(name, value);
      await onName(name, () => keeping.write(name, value));
    },
    async replaceInPlace(name, value) {
      expectStorable(name, value);
      await onName(name, () => keeping.replaceInPlace(name, value));
    },
    async stage(name, value) {
      expectStorable(name, value);
      await onStaged(name, () => keeping.stage(name, value));
    },
    staged: async (name) => await onStaged(name, () => keeping.staged(name)),
    dropStaged: async (name) => await onStaged(name, () => keeping.dropStaged(name)),
    remove: async (name) => await onName(name, () => keeping.remove(name)),
    exclusively: async (name, work) =>
      await onName(name, async () =>
        work({
          current: await keeping.read(name),
          async replace(value) {
            expectStorable(name, value);
            await keeping.replaceInPlace(name, value);
          },
        }),
      ),
    move: async () => {
      throw noVault();
    },
    unlock: async () => {
      throw noVault();
    },
    lock: async () => {
      throw noVault();
    },
    close: async () => undefined,
  };
}

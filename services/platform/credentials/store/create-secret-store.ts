import { GantryError, type SecretStoreInfo } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import type { Keychain, SecretStore } from '../secret-store.ts';
import { expectName, expectStorable } from './expect-storable.ts';
import { createFilesKeeping } from './files-keeping.ts';
import { clearHandover, type Handover, openHandover } from './handover.ts';
import type { Keeping } from './keeping.ts';
import { expectAllowed, type KeyChoice, makeSlots, openSlots } from './key-ring.ts';
import { clearPlainCopies, moveIntoFiles, moveIntoVault } from './move-secrets.ts';
import { createPassphraseAttempts } from './passphrase-attempts.ts';
import type { OnStep } from './place-file.ts';
import { createPlainFiles } from './plain-files.ts';
import { statementOf } from './statement.ts';
import { createTurns } from './turns.ts';
import { newDataKey } from './vault-crypto.ts';
import type { VaultDocument } from './vault-document.ts';
import { createVaultFile } from './vault-file.ts';
import { createVaultKeeping, newVaultId, type VaultKeeping } from './vault-keeping.ts';
import { createVaultKeyMemory, type VaultKeyMemory } from './vault-key-memory.ts';

export interface SecretStoreOptions {
  paths: Paths;
  log: Log;
  events: Events;
  keychain: Keychain;
  /** `XDG_RUNTIME_DIR` of the user, for the plain files of a vault. */
  runtimeFolder?: string | undefined;
  /** Where there is none. Default `/dev/shm`. */
  sharedMemory?: string;
  /** Outlives the store, so that one opened later in the same process is open. Default: one that does not. */
  keyMemory?: VaultKeyMemory;
  /** Milliseconds, for the waits after wrong passphrases. */
  now?: () => number;
  /** Of tests: called after every step a crash could follow. */
  onStep?: OnStep;
}

/** The store of the stack's secrets. Nothing is read before `open`. */
export function createSecretStore({
  paths,
  log,
  events,
  keychain,
  runtimeFolder,
  sharedMemory = '/dev/shm',
  keyMemory = createVaultKeyMemory(),
  now,
  onStep = () => undefined,
}: SecretStoreOptions): SecretStore {
  const turns = createTurns();
  const attempts = createPassphraseAttempts(now);
  const vaultFile = createVaultFile({ paths, onStep });
  const files = createFilesKeeping({ paths, log, onStep });
  const handoverOptions = { paths, runtimeFolder, sharedMemory, log };
  let vault: VaultKeeping | undefined;
  let handover: Handover | undefined;
  let keychainInfo: SecretStoreInfo['keychain'] = { is_available: false, backend: 'none', is_real: false, reason: 'It was not asked yet.' };

  const keeping = (): Keeping => vault ?? files;
  function expectVault(): VaultKeeping {
    if (vault === undefined) throw new GantryError('conflict', { message: 'The secrets are plain files; there is no vault.' });
    return vault;
  }
  const onName = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    expectName(name);
    return turns.one(name, work);
  };
  // A turn of its own: a rotation puts away what it staged while it has the name exclusively.
  const onStaged = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    expectName(name);
    return turns.one(`staged ${name}`, work);
  };
  const announce = (change: 'moved' | 'locked' | 'unlocked') => {
    log.info({ change, names: keeping().names() }, 'the store of secrets changed');
    events.publish('credentials.changed', { names: keeping().names(), change });
  };

  async function openPlain() {
    handover = await openHandover(handoverOptions);
    const plain = createPlainFiles({ ...handover, log, onStep });
    await plain.open();
    return plain;
  }
  async function openVault(document: VaultDocument): Promise<VaultKeeping> {
    const opened = createVaultKeeping({ file: vaultFile, plain: await openPlain(), document });
    vault = opened;
    return opened;
  }
  async function unlockVault(opened: VaultKeeping, dataKey: Buffer): Promise<void> {
    await opened.unlock(dataKey);
    keyMemory.keep(opened.id(), dataKey);
    await clearCopies(opened);
  }
  async function clearCopies(opened: VaultKeeping): Promise<void> {
    const left = await clearPlainCopies(files, opened);
    if (left.length === 0) return;
    log.warn(
      { folder: files.folder, names: left },
      'plain files that are not in the vault, or with another value; delete them, or set them as secrets',
    );
  }

  async function moveToVault(choice: KeyChoice): Promise<void> {
    const id = newVaultId();
    const dataKey = newDataKey();
    const slots = await makeSlots(choice, { keychain, dataKey, id });
    const plain = await openPlain();
    let document: VaultDocument;
    try {
      document = await moveIntoVault(files, { file: vaultFile, plain, id, dataKey, slots });
    } catch (error) {
      await clearHandover(handoverOptions).catch(() => undefined);
      throw error;
    }
    vault = createVaultKeeping({ file: vaultFile, plain, document });
    await unlockVault(vault, dataKey);
  }
  async function moveToFiles(opened: VaultKeeping): Promise<void> {
    try {
      await moveIntoFiles(opened, files, vaultFile);
    } catch (error) {
      await clearCopies(opened).catch(() => undefined);
      throw error;
    }
    vault = undefined;
    opened.forget();
    keyMemory.forget();
    await clearHandover(handoverOptions);
  }

  function info(): SecretStoreInfo {
    const protection = vault?.protection() ?? 'file-mode';
    return {
      kind: vault === undefined ? 'files' : 'vault',
      protection,
      state: vault?.isLocked() === true ? 'locked' : 'open',
      statement: statementOf(protection, vault === undefined ? undefined : handover),
      place: vault === undefined ? files.folder : vaultFile.path,
      handed_over: keeping().folder,
      keychain: keychainInfo,
    };
  }

  return {
    async open() {
      keychainInfo = await keychain.describe();
      const document = await vaultFile.read();
      if (document === undefined) {
        await clearHandover(handoverOptions);
        await files.open();
        return;
      }
      const opened = await openVault(document);
      const remembered = keyMemory.recall(document.id);
      if (remembered !== undefined) return await unlockVault(opened, remembered);
      if (!keychainInfo.is_available || !document.slots.some(({ type }) => type === 'keychain')) return;
      try {
        await unlockVault(opened, await openSlots({ slots: opened.slots(), id: opened.id() }, { keychain, passphrase: '' }));
      } catch (error) {
        if (!(error instanceof GantryError) || error.code !== 'keychain_unavailable') throw error;
        log.warn({ err: error }, 'the vault stays locked: the keychain did not give its key');
      }
    },
    info,
    folder: () => keeping().folder,
    names: () => keeping().names(),
    changedAt: (name) => keeping().changedAt(name)?.toISOString(),
    read: async (name) => await onName(name, () => keeping().read(name)),
    async write(name, value) {
      expectStorable(name, value);
      await onName(name, () => keeping().write(name, value));
    },
    async replaceInPlace(name, value) {
      expectStorable(name, value);
      await onName(name, () => keeping().replaceInPlace(name, value));
    },
    async stage(name, value) {
      expectStorable(name, value);
      await onStaged(name, () => keeping().stage(name, value));
    },
    staged: async (name) => await onStaged(name, () => keeping().staged(name)),
    dropStaged: async (name) => await onStaged(name, () => keeping().dropStaged(name)),
    remove: async (name) => await onName(name, () => keeping().remove(name)),
    exclusively: async (name, work) =>
      await onName(name, async () =>
        work({
          current: await keeping().read(name),
          async replace(value) {
            expectStorable(name, value);
            await keeping().replaceInPlace(name, value);
          },
        }),
      ),
    move: (input) =>
      turns.all(async () => {
        keychainInfo = await keychain.describe();
        if (vault?.isLocked() === true) throw new GantryError('credentials_locked');
        const moved = keeping().names();
        if (input.to === 'files') {
          if (vault === undefined) return { store: info(), moved: [] };
          await moveToFiles(vault);
          announce('moved');
          return { store: info(), moved };
        }
        const choice = { ...input, to: input.to };
        await expectAllowed(choice, keychainInfo);
        if (vault === undefined) await moveToVault(choice);
        else await vault.setSlots(await makeSlots(choice, { keychain, dataKey: vault.dataKey(), id: vault.id() }));
        attempts.noteRight();
        announce('moved');
        return { store: info(), moved };
      }),
    unlock: (passphrase) =>
      turns.all(async () => {
        const opened = expectVault();
        if (!opened.isLocked()) return;
        attempts.expectAllowed();
        try {
          await unlockVault(opened, await openSlots({ slots: opened.slots(), id: opened.id() }, { keychain, passphrase }));
        } catch (error) {
          if (error instanceof GantryError && error.code === 'passphrase_wrong') {
            attempts.noteWrong();
            log.warn('a wrong passphrase was given for the vault');
          }
          throw error;
        }
        attempts.noteRight();
        announce('unlocked');
      }),
    lock: (isMounted) =>
      turns.all(async () => {
        const opened = expectVault();
        if (opened.isLocked()) return;
        await opened.lock(isMounted);
        keyMemory.forget();
        announce('locked');
      }),
    async close() {
      await turns.all(async () => vault?.forget());
    },
  };
}

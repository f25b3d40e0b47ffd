import { randomBytes } from 'node:crypto';
import { GantryError, type Protection } from '#contract';
import { createQueue } from '#platform/queue';
import type { Keeping, Kept } from './keeping.ts';
import type { KeySlot } from './key-slots.ts';
import type { PlainFiles } from './plain-files.ts';
import { forgetKeys, seal, unseal, type VaultKeys, vaultKeysOf } from './vault-crypto.ts';
import { damaged, isSignedBy, type VaultBody, type VaultDocument, type VaultEntry } from './vault-document.ts';
import type { VaultFile } from './vault-file.ts';

type Place = 'secrets' | 'staged';

export interface VaultKeeping extends Keeping {
  isLocked(): boolean;
  id(): string;
  slots(): readonly KeySlot[];
  protection(): Protection;
  /** The key in memory. @throws GantryError `credentials_locked` */
  dataKey(): Buffer;
  /** Opens it and hands the plain files over. @throws GantryError `config_invalid` where the vault is not signed with that key */
  unlock(dataKey: Buffer): Promise<void>;
  /** Removes the plain files for which `isMounted` says false, then forgets the keys. */
  lock(isMounted: (name: string) => boolean): Promise<void>;
  /** Other ways to open it; nothing is encrypted anew. @throws GantryError `credentials_locked`, `disk_full` */
  setSlots(slots: KeySlot[]): Promise<void>;
  forget(): void;
}

export interface VaultKeepingOptions {
  file: VaultFile;
  /** Where the plain files stand while it is open. */
  plain: PlainFiles;
  document: VaultDocument;
}

/** Secrets encrypted in one file, and as plain files where containers mount them. The encrypted value is written first and counts. */
export function createVaultKeeping({ file, plain, document: first }: VaultKeepingOptions): VaultKeeping {
  // One file holds all, so its writers take turns whatever name they write.
  const writers = createQueue();
  let document = first;
  let keys: VaultKeys | undefined;

  function openKeys(): VaultKeys {
    if (keys === undefined) throw new GantryError('credentials_locked');
    return keys;
  }
  function openValue(place: Place, name: string): string | undefined {
    const { sealing } = openKeys();
    const entry = document[place][name];
    if (entry === undefined) return undefined;
    const value = unseal(sealing, entry.sealed, boundOf(document.id, place, name));
    if (value === undefined) throw damaged(file.path);
    return value.toString();
  }
  function forget(): void {
    if (keys !== undefined) forgetKeys(keys);
    keys = undefined;
  }
  const change = (next: (body: VaultBody, open: VaultKeys) => VaultBody): Promise<void> =>
    writers.run(async () => {
      const open = openKeys();
      document = await file.write(next(document, open), {
        signing: open.signing,
        verify: (written) => expectReadable(written, open, file.path),
      });
    });
  const put = (place: Place, name: string, value: string) =>
    change((body, { sealing }) => ({
      ...body,
      [place]: { ...body[place], [name]: sealEntry(sealing, { value, changedAt: new Date() }, boundOf(body.id, place, name)) },
    }));
  async function drop(place: Place, name: string): Promise<void> {
    openKeys();
    if (document[place][name] === undefined) return;
    await change((body) => ({ ...body, [place]: Object.fromEntries(Object.entries(body[place]).filter(([each]) => each !== name)) }));
  }

  return {
    folder: plain.folder,
    open: plain.open,
    names: () => Object.keys(document.secrets),
    stagedNames: () => Object.keys(document.staged),
    changedAt(name) {
      const entry = document.secrets[name];
      return entry === undefined ? undefined : new Date(entry.changed_at);
    },
    read: async (name) => openValue('secrets', name),
    async write(name, value) {
      await put('secrets', name, value);
      await plain.write(name, value);
    },
    async replaceInPlace(name, value) {
      await put('secrets', name, value);
      await plain.replaceInPlace(name, value);
    },
    async remove(name) {
      await drop('secrets', name);
      await plain.remove(name);
    },
    stage: (name, value) => put('staged', name, value),
    staged: async (name) => openValue('staged', name),
    dropStaged: (name) => drop('staged', name),
    isLocked: () => keys === undefined,
    id: () => document.id,
    slots: () => document.slots,
    protection() {
      const keychain = document.slots.find((slot) => slot.type === 'keychain');
      if (keychain === undefined) return 'passphrase';
      return keychain.is_real ? 'keychain' : 'unprotected';
    },
    dataKey: () => openKeys().dataKey,
    async unlock(dataKey) {
      const opened = vaultKeysOf(dataKey);
      expectReadable(document, opened, file.path);
      keys = opened;
      for (const name of plain.names()) if (document.secrets[name] === undefined) await plain.remove(name);
      for (const name of Object.keys(document.secrets)) {
        const value = openValue('secrets', name) ?? '';
        // In place: a container that runs on from an earlier host may mount it.
        if ((await plain.read(name)) !== value) await plain.replaceInPlace(name, value);
      }
    },
    async lock(isMounted) {
      await writers.run(async () => {
        for (const name of plain.names()) if (!isMounted(name)) await plain.remove(name);
        forget();
      });
    },
    setSlots: (slots) => change((body) => ({ ...body, slots })),
    forget,
  };
}

/** The body of a new vault. */
export function newVaultBody(
  dataKey: Buffer,
  { id, slots, secrets, staged }: { id: string; slots: KeySlot[]; secrets: Map<string, Kept>; staged: Map<string, Kept> },
): VaultBody {
  const { sealing } = vaultKeysOf(dataKey);
  const sealAll = (place: Place, kept: Map<string, Kept>) =>
    Object.fromEntries([...kept].map(([name, each]) => [name, sealEntry(sealing, each, boundOf(id, place, name))]));
  return { id, slots, secrets: sealAll('secrets', secrets), staged: sealAll('staged', staged) };
}

export const newVaultId = (): string => randomBytes(16).toString('base64');

/** Every value of a vault. @throws GantryError `config_invalid` where one cannot be opened */
export function valuesOf(document: VaultDocument, place: Place, { sealing, path }: { sealing: Buffer; path: string }): Map<string, string> {
  return new Map(
    Object.entries(document[place]).map(([name, { sealed }]) => {
      const value = unseal(sealing, sealed, boundOf(document.id, place, name));
      if (value === undefined) throw damaged(path);
      return [name, value.toString()];
    }),
  );
}

function expectReadable(document: VaultDocument, { sealing, signing }: VaultKeys, path: string): void {
  if (!isSignedBy(document, signing)) throw damaged(path);
  for (const place of ['secrets', 'staged'] as const) valuesOf(document, place, { sealing, path });
}

function sealEntry(key: Buffer, { value, changedAt }: Kept, bound: readonly string[]): VaultEntry {
  return { changed_at: changedAt.toISOString(), sealed: seal(key, Buffer.from(value), bound) };
}

function boundOf(id: string, place: Place, name: string): string[] {
  return ['gantry vault', '1', id, place, name];
}

import { GantryError } from '#contract';
import type { FilesKeeping } from './files-keeping.ts';
import type { Keeping, Kept } from './keeping.ts';
import type { KeySlot } from './key-slots.ts';
import type { PlainFiles } from './plain-files.ts';
import { vaultKeysOf } from './vault-crypto.ts';
import type { VaultDocument } from './vault-document.ts';
import type { VaultFile } from './vault-file.ts';
import { newVaultBody, valuesOf } from './vault-keeping.ts';

/**
 * Makes a vault of the plain files. Its file is read back and every value compared before the rename that makes it count; the plain
 * files for containers stand before that. What fails leaves the plain files as they were.
 */
export async function moveIntoVault(
  files: FilesKeeping,
  target: { file: VaultFile; plain: PlainFiles; id: string; dataKey: Buffer; slots: KeySlot[] },
): Promise<VaultDocument> {
  const { file, plain, id, dataKey, slots } = target;
  const kept = { secrets: await keptIn(files.plain), staged: await keptIn(files.stagedFiles) };
  for (const [name, { value, changedAt }] of kept.secrets) await plain.write(name, value, changedAt);
  const { sealing, signing } = vaultKeysOf(dataKey);
  return await file.write(newVaultBody(dataKey, { id, slots, ...kept }), {
    signing,
    verify(written) {
      for (const place of ['secrets', 'staged'] as const) {
        expectSame(
          new Map([...kept[place]].map(([name, { value }]) => [name, value])),
          valuesOf(written, place, { sealing, path: file.path }),
        );
      }
    },
  });
}

/** Makes plain files of a vault, reads each back and compares it; removing the vault's file is what makes them count. */
export async function moveIntoFiles(vault: Keeping, files: FilesKeeping, file: VaultFile): Promise<void> {
  for (const [from, to] of [
    [{ names: vault.names, read: vault.read, changedAt: vault.changedAt }, files.plain],
    [{ names: vault.stagedNames, read: vault.staged, changedAt: () => undefined }, files.stagedFiles],
  ] as const) {
    const written = new Map<string, string>();
    const readBack = new Map<string, string>();
    for (const name of from.names()) {
      const value = (await from.read(name)) ?? '';
      await to.write(name, value, from.changedAt(name));
      written.set(name, value);
      readBack.set(name, (await to.read(name)) ?? '');
    }
    expectSame(written, readBack);
  }
  await file.remove();
}

/**
 * Removes plain files that the vault holds: after a move, or where one was cut off. One with another value was put there by a person
 * and stays. Gives the names of those.
 */
export async function clearPlainCopies(files: FilesKeeping, vault: Keeping): Promise<string[]> {
  const left: string[] = [];
  await files.open();
  for (const name of files.plain.names()) {
    const value = await files.plain.read(name).catch(() => undefined);
    if (value !== undefined && value === (await vault.read(name))) await files.plain.remove(name);
    else left.push(name);
  }
  for (const name of files.stagedFiles.names()) await files.stagedFiles.remove(name);
  return left;
}

async function keptIn(plain: PlainFiles): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>();
  for (const name of plain.names()) {
    const value = await plain.read(name);
    if (value !== undefined) kept.set(name, { value, changedAt: plain.changedAt(name) ?? new Date() });
  }
  return kept;
}

function expectSame(expected: Map<string, string>, found: Map<string, string>): void {
  for (const [name, value] of expected) {
    if (found.get(name) === value) continue;
    throw new GantryError('internal', { message: `The secret ${name} was read back with another value; nothing was moved.` });
  }
}

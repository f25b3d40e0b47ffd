import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeFileError, readIfThere } from '#platform/files';
import type { Paths } from '#platform/paths';
import { type OnStep, placeFile, syncFolder, unplacedOf } from './place-file.ts';
import { parseVault, serializeVault, signVault, type VaultBody, type VaultDocument } from './vault-document.ts';

export type VaultFile = ReturnType<typeof createVaultFile>;

/**
 * `<config>/vault.json`, 0600. That it is there is what makes the store a vault, so a rename or a removal switches at once.
 * No earlier copy is kept beside it: a write is read back before it takes the place of the old file, and a copy would keep secrets
 * that were rotated away, openable with a passphrase that was changed.
 */
export function createVaultFile({ paths, onStep }: { paths: Paths; onStep: OnStep }) {
  const path = join(paths.config, 'vault.json');
  return {
    path,
    /** Undefined where there is no vault. @throws GantryError `config_invalid` */
    async read(): Promise<VaultDocument | undefined> {
      await rm(unplacedOf(path), { force: true });
      const text = await readIfThere(path);
      return text === undefined ? undefined : parseVault(text, path);
    },
    /** `verify` looks at what came back from the disk before it counts. @throws GantryError `disk_full`, `home_not_writable` */
    async write(
      body: VaultBody,
      { signing, verify }: { signing: Buffer; verify: (written: VaultDocument) => void },
    ): Promise<VaultDocument> {
      const document = signVault(body, signing);
      await placeFile({
        path,
        data: Buffer.from(serializeVault(document)),
        verify: (written) => verify(parseVault(written.toString(), path)),
        onStep,
      });
      return document;
    },
    async remove(): Promise<void> {
      try {
        await rm(path);
        onStep('vault removed');
        await syncFolder(dirname(path));
      } catch (error) {
        throw describeFileError(error, path, 'home_not_writable');
      }
    },
  };
}

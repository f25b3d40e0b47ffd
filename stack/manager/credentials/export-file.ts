import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFileError, readIfThere, writeDurably } from '#platform/files';
import type { Compose } from '../compose-file/index.ts';
import { exportText } from './export-text.ts';
import { stackCredentials } from './known-credentials.ts';
import type { RotationTools } from './rotation.ts';

/** The env file with all secrets, for use without Gantry: `<config>/credentials.env`, 0600. Written on request only. */
export function createExportFile({ store, folder }: Pick<RotationTools, 'store'> & { folder: string }) {
  const file = join(folder, 'credentials.env');

  async function content(compose: Compose): Promise<ReturnType<typeof exportText>> {
    const credentials = stackCredentials(compose, store.folder());
    const values = new Map<string, string>();
    for (const { name } of credentials) {
      const value = await store.read(name);
      if (value !== undefined) values.set(name, value);
    }
    return exportText(compose, values);
  }

  return {
    file,
    /** Whether it is there, and holds what is valid now; with a locked store nobody can tell, and it counts as not current. */
    async describe(compose: Compose): Promise<{ file: string; exists: boolean; is_current: boolean }> {
      const text = await readIfThere(file);
      if (text === undefined) return { file, exists: false, is_current: false };
      if (store.info().state === 'locked') return { file, exists: true, is_current: false };
      return { file, exists: true, is_current: text === (await content(compose)).text };
    },
    /** @throws GantryError `credentials_locked`, `disk_full` */
    async write(compose: Compose): Promise<{ file: string; names: string[] }> {
      const { text, names } = await content(compose);
      await writeDurably(file, text);
      return { file, names };
    },
    async remove(): Promise<void> {
      await rm(file, { force: true }).catch((error: unknown) => {
        throw describeFileError(error, file, 'permission_denied');
      });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import type { Io } from '../io.ts';

/** A private copy of a text that is being edited. It stays when something fails, so that nothing typed is lost. */
export interface Draft {
  readonly file: string;
  read(): Promise<string>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Makes it in a folder of its own (0700) below the state folder, where the editor's own copies are as private and a
 * restart of the computer deletes nothing. The name keeps its ending, by which editors know the language.
 * @throws GantryError `home_not_writable`, `disk_full`
 */
export async function createDraft(io: Io, name: string): Promise<Draft> {
  const above = join(io.paths.state, 'edits');
  await makePrivateFolder(above);
  const folder = await mkdtemp(join(above, 'edit-'));
  const file = join(folder, name);
  return {
    file,
    read: async () => (await readIfThere(file)) ?? '',
    write: (text) => writeDurably(file, text),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

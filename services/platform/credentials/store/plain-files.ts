import { chmodSync, readdirSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialNameSchema, GantryError } from '#contract';
import { describeFileError, makePrivateFolder } from '#platform/files';
import type { Log } from '#platform/log';
import { overwriteInPlace } from './overwrite-in-place.ts';
import { type OnStep, placeFile, syncFolder, unplacedPattern } from './place-file.ts';

export interface PlainFilesOptions {
  /** 0700, with one file a secret. Nothing but secrets is put here. */
  folder: string;
  /** 0700, for values that are on their way. Never inside `folder`. */
  workFolder: string;
  log: Log;
  onStep: OnStep;
}

/** A folder of plain secrets: one file each, named after it, 0600, without a line end. */
export type PlainFiles = ReturnType<typeof createPlainFiles>;

export function createPlainFiles({ folder, workFolder, log, onStep }: PlainFilesOptions) {
  const fileOf = (name: string) => join(folder, name);

  /** Size and times of a secret's file; undefined where there is none or an empty one, which is no secret. */
  function statOf(name: string) {
    const found = statSync(fileOf(name), { throwIfNoEntry: false });
    return found?.isFile() && found.size > 0 ? found : undefined;
  }

  async function place(name: string, value: string, changedAt?: Date): Promise<void> {
    await placeFile({ path: fileOf(name), data: Buffer.from(value), changedAt, onStep });
  }

  async function overwriteOrPlace(name: string, value: string): Promise<void> {
    if (statSync(fileOf(name), { throwIfNoEntry: false }) === undefined) await place(name, value);
    else await overwriteInPlace(fileOf(name), value, onStep);
  }

  return {
    folder,
    /** Makes the folders, finishes what a crash cut off, and closes files that others could read. */
    async open(): Promise<void> {
      await makePrivateFolder(folder);
      await makePrivateFolder(workFolder);
      await removeUnplaced(folder);
      await removeUnplaced(workFolder);
      for (const name of credentialNames(workFolder)) {
        const value = await readSecret(join(workFolder, name));
        if (value !== undefined) await overwriteOrPlace(name, value);
        await remove(join(workFolder, name), onStep);
      }
      closeToOthers(folder, log);
    },
    names: () => credentialNames(folder).filter((name) => statOf(name) !== undefined),
    changedAt: (name: string) => statOf(name)?.mtime,
    /** @throws GantryError `file_unreadable` where it is no text */
    read: (name: string) => readSecret(fileOf(name)),
    write: place,
    /**
     * Into the same inode. The value stands in `workFolder` first, so that a crash in the middle is finished by `open`.
     * Where there is no file it is made.
     */
    async replaceInPlace(name: string, value: string): Promise<void> {
      await placeFile({ path: join(workFolder, name), data: Buffer.from(value), onStep });
      await overwriteOrPlace(name, value);
      await remove(join(workFolder, name), onStep);
    },
    /** Unlinks it. Overwriting first would reach the old blocks on no journalling file system and no flash disk, and would hit mounts. */
    remove: (name: string) => remove(fileOf(name), onStep),
  };
}

/** Value of a file without its line end, which people's editors add; undefined where there is none or an empty one. */
export async function readSecret(file: string): Promise<string | undefined> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
    return text.replace(/[\r\n]+$/, '') || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof TypeError) throw new GantryError('file_unreadable', { message: `${file} is not UTF-8 text.` });
    throw describeFileError(error, file, 'permission_denied');
  }
}

/** Names of what lies in a folder and is named like a credential. */
export function credentialNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => credentialNameSchema.safeParse(name).success)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw describeFileError(error, folder, 'permission_denied');
  }
}

async function remove(file: string, onStep: OnStep): Promise<void> {
  try {
    await rm(file);
    onStep('removed');
    await syncFolder(join(file, '..'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw describeFileError(error, file, 'home_not_writable');
  }
}

export async function removeUnplaced(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) if (unplacedPattern.test(name)) await rm(join(folder, name), { force: true });
}

function closeToOthers(folder: string, log: Log): void {
  if (process.platform === 'win32') return;
  for (const name of credentialNames(folder)) {
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile() || (found.mode & 0o077) === 0) continue;
    chmodSync(file, 0o600);
    log.warn({ file }, 'the file of a secret was readable by others and is 0600 again; if others use this computer, rotate the secret');
  }
}

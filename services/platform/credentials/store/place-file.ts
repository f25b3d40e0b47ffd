import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeFileError } from '#platform/files';

/** Called after every step that a crash could follow, with the step's name. Tests end the process there. */
export type OnStep = (step: string) => void;

export interface PlaceFileOptions {
  path: string;
  data: Buffer;
  /** Kept as the time of the last change; default: now. */
  changedAt?: Date | undefined;
  /** Looks at what was read back from the disk before it takes the place of the old file. What it throws leaves the old one. */
  verify?: (written: Buffer) => void;
  onStep: OnStep;
}

/** Ending of a file that is not in its place yet. One that a crash left holds a secret and is removed at `open`. */
export const unplacedOf = (path: string) => join(dirname(path), `.${basename(path)}.new`);
export const unplacedPattern = /^\..+\.new$/;

/**
 * The new file (0600) takes the place of the old one at once and survives a power loss: written beside it, fsynced, renamed, folder
 * fsynced. One writer a path at a time. Unlike `writeDurably` it reads back first, fsyncs the folder, and names what it leaves in a crash.
 * @throws GantryError `disk_full`, `home_not_writable`
 */
export async function placeFile({ path, data, changedAt, verify, onStep }: PlaceFileOptions): Promise<void> {
  const unplaced = unplacedOf(path);
  try {
    const file = await open(unplaced, 'w+', 0o600);
    try {
      onStep('new file opened');
      await file.writeFile(data);
      onStep('new file written');
      if (changedAt !== undefined) await file.utimes(changedAt, changedAt);
      await file.sync();
      onStep('new file synced');
      if (verify !== undefined) verify(await readFile(unplaced));
    } finally {
      await file.close();
    }
    await rename(unplaced, path);
    onStep('new file renamed');
    await syncFolder(dirname(path));
    onStep('folder synced');
  } catch (error) {
    await rm(unplaced, { force: true }).catch(() => undefined);
    throw describeFileError(error, path, 'home_not_writable');
  }
}

/** Makes renames and removals in a folder survive a power loss. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder to sync it; NTFS writes its own journal.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

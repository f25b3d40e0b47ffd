import { chmod, mkdir, readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { describeFileError } from './describe-file-error.ts';

/**
 * Writes to a temporary file beside the target, fsyncs and renames it. Mode default 0600.
 * @throws GantryError `disk_full`, `home_not_writable`
 */
export async function writeDurably(path: string, data: string | Buffer, mode = 0o600): Promise<void> {
  try {
    await writeFileAtomic(path, data, { mode, fsync: true });
  } catch (error) {
    throw describeFileError(error, path, 'home_not_writable');
  }
}

/** Makes a folder (and those above it) that only its owner may enter: 0700. @throws GantryError `home_not_writable`, `disk_full` */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // An existing folder keeps its mode in mkdir; one made by an earlier umask or copy may be open to others.
    await chmod(path, 0o700);
  } catch (error) {
    throw describeFileError(error, path, 'home_not_writable');
  }
}

/** The text of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw describeFileError(error, path, 'permission_denied');
  }
}

/** A text as JSON; undefined where there is none or it is something else. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

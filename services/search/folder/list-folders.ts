import { access, constants, readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { GantryError, type Output } from '#contract';
import { expandHome } from '#platform/paths';
import { folderError } from './problem.ts';

/** The absolute form of a path a person gave. @throws GantryError `invalid_value` */
export function toAbsolute(path: string): string {
  const expanded = expandHome(path);
  if (!isAbsolute(expanded)) {
    throw new GantryError('invalid_value', { message: 'path must be absolute or start with ~/.', field: 'path' });
  }
  if (expanded.includes('\0')) {
    throw new GantryError('invalid_value', { message: 'path must not contain a NUL character.', field: 'path' });
  }
  return resolve(expanded);
}

/** @throws GantryError `folder_missing`, `permission_denied` unless it is a folder whose content may be read */
export async function expectFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await access(path, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw folderError(error, path);
  }
}

/** Folders inside a folder by name, hidden ones last, and how many files are beside them. */
export async function listFolders(path: string): Promise<Output<'folders.list'>> {
  const absolute = toAbsolute(path);
  await expectFolder(absolute);
  const entries = await readdir(absolute, { withFileTypes: true }).catch((error: unknown) => {
    throw folderError(error, absolute);
  });
  const folders: string[] = [];
  let files = 0;
  for (const entry of entries) {
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(join(absolute, entry.name))))) folders.push(entry.name);
    else if (entry.isFile()) files += 1;
  }
  const collator = new Intl.Collator('en', { numeric: true });
  folders.sort((a, b) => Number(a.startsWith('.')) - Number(b.startsWith('.')) || collator.compare(a, b));
  const parent = dirname(absolute);
  return { path: absolute, parent: parent === absolute ? null : parent, folders, files };
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

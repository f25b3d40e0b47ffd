import { readdir, readFile, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GantryError } from '#contract';
import { describeFileError } from '#platform/files';

/** Major version of the embedded Postgres; its files are read by no other. */
const majorVersion = 18;
/** A control file always has this size (PG_CONTROL_FILE_SIZE in Postgres' pg_control.h). */
const controlFileBytes = 8192;
/** Without these Postgres makes a new database or does not start. */
const neededFolders = ['base', 'global', 'pg_wal', 'pg_xact'];

/**
 * Looks at the folder of the database without changing what is in it. A missing or empty folder will become a new database.
 * @throws GantryError `database_damaged` naming folder and fix, `home_not_writable`
 */
export async function inspectDataFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') throw damaged(folder, 'it is not a folder');
    throw describeFileError(error, folder, 'home_not_writable');
  });
  if (names === undefined) return;
  if (names.length === 0) return rmdir(folder);
  if (!names.includes('PG_VERSION')) throw damaged(folder, 'its file PG_VERSION is missing');
  const version = (await read(folder, 'PG_VERSION')).trim();
  if (/^[0-9.]+$/.test(version) && version !== String(majorVersion)) throw ofOtherVersion(folder, version);
  if (version !== String(majorVersion)) throw damaged(folder, 'its file PG_VERSION cannot be understood');
  for (const name of neededFolders) {
    if (!names.includes(name)) throw damaged(folder, `its folder ${name} is missing`);
  }
  const control = await stat(join(folder, 'global', 'pg_control')).catch(() => undefined);
  if (control === undefined) throw damaged(folder, 'its file global/pg_control is missing');
  if (control.size !== controlFileBytes)
    throw damaged(folder, `its file global/pg_control has ${control.size} bytes instead of ${controlFileBytes}`);
}

/** An error that names the folder, what is wrong and what to do. */
export function damaged(folder: string, reason: string, cause?: unknown): GantryError {
  return new GantryError('database_damaged', {
    message: `The database folder ${folder} is damaged: ${reason}.`,
    fix: `Nothing was deleted. Restore ${folder} from a backup, or move it away to start with an empty database; then start Gantry again.`,
    cause,
  });
}

function ofOtherVersion(folder: string, version: string): GantryError {
  return new GantryError('database_damaged', {
    message: `The database folder ${folder} was made by Postgres ${version}; this Gantry has Postgres ${majorVersion}, which cannot read it.`,
    fix: `Nothing was deleted. Use the Gantry that made ${folder}, or move it away to start with an empty database; then start Gantry again.`,
  });
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'latin1');
  } catch (error) {
    throw describeFileError(error, join(folder, name), 'home_not_writable');
  }
}

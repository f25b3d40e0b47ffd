import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GantryError } from '#contract';
import { describeFileError } from '#platform/files';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/**
 * Takes the home folder for this process. A lock whose process is gone, however it ended, is taken over.
 * @returns the way to let go
 * @throws GantryError `already_running`, `home_not_writable`, `disk_full`
 */
export function takeHome(runFolder: string): () => void {
  const lock = join(runFolder, 'host.lock');
  const mine = join(runFolder, `host.lock.${process.pid}.${randomUUID()}`);
  try {
    writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    try {
      // Linking is atomic and fails when the name exists: of two starts at once one wins.
      for (let tries = 0; tries < 10; tries += 1) {
        if (link(mine, lock)) return () => rmSync(lock, { force: true });
        const holder = readHolder(lock);
        if (holder !== undefined && isAlive(holder)) {
          throw new GantryError('already_running', { message: `A Gantry host (process ${holder.pid}) already uses this home folder.` });
        }
        putAside(lock, holder);
      }
      throw new GantryError('already_running', { message: 'Other Gantry hosts are starting with this home folder.' });
    } finally {
      rmSync(mine, { force: true });
    }
  } catch (error) {
    throw describeFileError(error, lock, 'home_not_writable');
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(lock: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Moves a dead lock away. If another start has replaced it meanwhile, its lock is put back. */
function putAside(lock: string, dead: ProcessIdentity | undefined): void {
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved.pid !== dead?.pid && isAlive(moved)) link(aside, lock);
  rmSync(aside, { force: true });
}

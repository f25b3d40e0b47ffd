import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openEngine } from './engine.ts';
import type { WorkerFailure } from './messages.ts';

/** Where a database is made before it is moved to its place. What is left there was never used. */
export const unfinishedFolder = (folder: string) => `${folder}.unfinished`;

/**
 * Makes a new database beside `folder` and moves it there when it is whole and on the disk, so that an interruption at
 * any moment leaves either no database or a good one. `end` as in `openEngine`.
 * @throws errors of the file system
 */
export async function initialiseFolder(folder: string, end: (failure: WorkerFailure) => never): Promise<void> {
  const unfinished = unfinishedFolder(folder);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  // What fails here says nothing about data: there is none yet.
  const engine = await openEngine(unfinished, (failure) =>
    end(failure.code === 'database_damaged' ? { ...failure, code: 'database_unavailable' } : failure),
  );
  await engine.close();
  syncFolder(unfinished);
  renameSync(unfinished, folder);
  syncPath(dirname(folder));
}

function syncFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncFolder(path);
    else syncPath(path);
  }
  syncPath(folder);
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Windows cannot fsync what is open for reading, or a folder; it writes those through.
    if (process.platform !== 'win32') throw error;
  } finally {
    closeSync(descriptor);
  }
}

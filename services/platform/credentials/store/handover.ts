import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';

/** Where the plain files of a vault stand while containers mount them. */
export interface Handover {
  folder: string;
  workFolder: string;
  isInMemory: boolean;
}

export interface HandoverOptions {
  paths: Paths;
  /** `XDG_RUNTIME_DIR`: a folder of the user alone, gone at logout. */
  runtimeFolder: string | undefined;
  /** A folder in memory that all users share. */
  sharedMemory: string;
  log: Log;
}

/** `statfs` types of the file systems that have no disk: tmpfs and ramfs (linux/magic.h). */
const memoryTypes = new Set([0x01021994, 0x858458f6]);

/**
 * The first folder that is in memory and ours alone; else one on disk. Those that were not taken are cleared, for an earlier session
 * may have used another.
 */
export async function openHandover(options: HandoverOptions): Promise<Handover> {
  const { paths, log } = options;
  let chosen: string | undefined;
  for (const base of memoryFolders(options)) {
    if (chosen !== undefined) {
      await clearMemory(base);
      continue;
    }
    const refusal = await refusalOf(base, true);
    if (refusal === undefined) chosen = base;
    else log.warn({ folder: base, refusal }, 'the folder in memory is not used for plain secrets');
  }
  if (chosen !== undefined) await clear(paths.run);
  return foldersOf(chosen ?? paths.run, chosen !== undefined);
}

/** Removes the plain files of a vault that is none any more. */
export async function clearHandover(options: HandoverOptions): Promise<void> {
  for (const base of memoryFolders(options)) await clearMemory(base);
  await clear(options.paths.run);
}

function memoryFolders({ paths, runtimeFolder, sharedMemory }: HandoverOptions): string[] {
  if (process.platform !== 'linux') return [];
  const home = createHash('sha256').update(paths.config).digest('hex').slice(0, 16);
  return [
    ...(runtimeFolder === undefined || runtimeFolder === '' ? [] : [join(runtimeFolder, `gantry-${home}`)]),
    join(sharedMemory, `gantry-${process.getuid?.()}-${home}`),
  ];
}

function foldersOf(base: string, isInMemory: boolean): Handover {
  return { folder: join(base, 'secrets'), workFolder: join(base, 'secrets-replace'), isInMemory };
}

/**
 * Why a folder must not hold secrets; undefined where it may. In a folder all may write to, another user can make ours first, or a
 * link in its place. `isMade` makes it where it is missing.
 */
async function refusalOf(base: string, isMade: boolean): Promise<string | undefined> {
  try {
    const parent = await lstat(dirname(base));
    const isSticky = (parent.mode & 0o1000) !== 0;
    if (!parent.isDirectory()) return 'what it lies in is no folder';
    if (!isSticky && (parent.uid !== process.getuid?.() || (parent.mode & 0o022) !== 0)) return 'others could replace it';
    if (!memoryTypes.has((await statfs(dirname(base))).type)) return 'it is not in memory';
    let found = await lstat(base).catch(() => undefined);
    if (found === undefined) {
      if (!isMade) return 'there is none';
      // Not with those above it: one that somebody made in this moment is then an error, not ours.
      await mkdir(base, { mode: 0o700 });
      found = await lstat(base);
    }
    if (found.isSymbolicLink() || !found.isDirectory()) return 'it is a link or no folder';
    if (found.uid !== process.getuid?.()) return 'it belongs to another user';
    if (isMade) await chmod(base, 0o700);
    return undefined;
  } catch (error) {
    return `it cannot be used (${(error as NodeJS.ErrnoException).code ?? 'file error'})`;
  }
}

async function clearMemory(base: string): Promise<void> {
  if ((await refusalOf(base, false)) === undefined) await rm(base, { recursive: true, force: true });
}

async function clear(base: string): Promise<void> {
  const { folder, workFolder } = foldersOf(base, false);
  for (const each of [folder, workFolder]) await rm(each, { recursive: true, force: true });
}

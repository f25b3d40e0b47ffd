import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskProblem } from '#contract';
import { type IgnoreRules, ignoreRulesAt } from './ignore-rules.ts';
import { failed, folderError, skipped } from './problem.ts';

/** A file to read, or something the walk went past and why. */
export type Found = { file: FoundFile } | { problem: TaskProblem };

export interface FoundFile {
  path: string;
  name: string;
  bytes: number;
  /** Names of what is beside it, and of what is beside its folder. */
  siblings: ReadonlySet<string>;
  folderSiblings: ReadonlySet<string>;
}

/**
 * Every ordinary file below a folder, in the order of names, as .gitignore allows. Hidden files and folders and symbolic
 * links are not followed: the first hold settings and secrets, what the others point to is found where it is, or is outside.
 * @throws GantryError `folder_missing`, `permission_denied` for the folder itself; problems further down are given
 */
export async function* walk(root: string, signal: AbortSignal): AsyncGenerator<Found> {
  let entries: Dirent[];
  try {
    entries = await readdir(root, { withFileTypes: true });
  } catch (error) {
    throw folderError(error, root);
  }
  yield* walkEntries({ folder: root, entries, rules: await ignoreRulesAt(root), folderSiblings: new Set(), signal });
}

interface Level {
  folder: string;
  entries: readonly Dirent[];
  rules: IgnoreRules;
  folderSiblings: ReadonlySet<string>;
  signal: AbortSignal;
}

async function* walkEntries({ folder, entries, rules, folderSiblings, signal }: Level): AsyncGenerator<Found> {
  const siblings = new Set(entries.map((entry) => entry.name));
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of sorted) {
    signal.throwIfAborted();
    const path = join(folder, entry.name);
    const reason = reasonToSkip(entry, rules.isIgnored(path, entry.isDirectory()));
    if (reason !== undefined) yield { problem: skipped(path, reason.code, reason.message) };
    else if (entry.isDirectory()) yield* walkFolder(path, { rules, folderSiblings: siblings, signal });
    else yield await look(path, { name: entry.name, siblings, folderSiblings });
  }
}

async function* walkFolder(folder: string, { rules, folderSiblings, signal }: Omit<Level, 'folder' | 'entries'>): AsyncGenerator<Found> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { problem: failed(folder, error) };
    return;
  }
  yield* walkEntries({ folder, entries, rules: await rules.within(folder), folderSiblings, signal });
}

async function look(path: string, about: Omit<FoundFile, 'path' | 'bytes'>): Promise<Found> {
  try {
    return { file: { ...about, path, bytes: (await lstat(path)).size } };
  } catch (error) {
    return { problem: failed(path, error) };
  }
}

function reasonToSkip(entry: Dirent, isIgnored: boolean): { code: string; message: string } | undefined {
  if (entry.name.startsWith('.')) return { code: 'hidden', message: 'Hidden files and folders are not indexed.' };
  if (isIgnored) return { code: 'ignored', message: 'A .gitignore file leaves it out.' };
  if (entry.isSymbolicLink()) return { code: 'symbolic-link', message: 'Symbolic links are not followed.' };
  if (!entry.isDirectory() && !entry.isFile()) {
    return { code: 'not-a-file', message: 'It is a socket, a pipe or a device.' };
  }
  return undefined;
}

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Witness } from './planted-secrets.ts';

/** Every file below a folder, by its path; sockets and what goes away meanwhile are passed over. */
export async function* readFolder(folder: string): AsyncGenerator<Witness> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const content = await readFile(place).catch(ignoreMissing);
    if (content !== undefined) yield { place, content };
  }
}

/** What git tracks of a checkout or would add to it; nothing where it is none. */
export async function* readTracked(root: string): AsyncGenerator<Witness> {
  const git = promisify(execFile);
  const listed = await git('git', ['-C', root, 'ls-files', '-coz', '--exclude-standard'], { maxBuffer: 64 * 1024 * 1024 }).catch(
    () => undefined,
  );
  for (const name of listed?.stdout.split('\0') ?? []) {
    const content = name === '' ? undefined : await readFile(join(root, name)).catch(ignoreMissing);
    if (content !== undefined) yield { place: `tracked by git: ${name}`, content };
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'EISDIR') throw error;
}

import { readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { GantryError } from '#contract';
import type { Compose } from './compose-model.ts';
import { type ParseInput, parseCompose } from './parse-compose.ts';

export interface LoadOptions extends Omit<ParseInput, 'files'> {
  /** Absolute paths; later ones overlay earlier ones. At least one. */
  readonly files: readonly string[];
}

/** A compose file is some kilobytes; more is another kind of file. */
const largestFileBytes = 1_048_576;

/**
 * Reads compose files and makes one model of them.
 * @throws GantryError `compose_invalid` with key path, rule, file and line
 */
export async function loadCompose({ files, ...options }: LoadOptions): Promise<Compose> {
  if (files.length === 0) throw new GantryError('compose_invalid', { message: 'No compose file was named.', fix: 'Name at least one.' });
  return parseCompose({ files: await readComposeFiles(files), ...options });
}

/** Paths with their contents, in the same order. @throws GantryError `compose_invalid` */
export async function readComposeFiles(files: readonly string[]): Promise<{ path: string; text: string }[]> {
  return Promise.all(files.map(async (path) => ({ path, text: await readText(path) })));
}

async function readText(path: string): Promise<string> {
  const refuse = (rule: string, fix: string, cause?: unknown) =>
    new GantryError('compose_invalid', {
      message: `The compose file ${basename(path)} ${rule}`,
      fix,
      ...(cause === undefined ? {} : { cause }),
    });
  if (!isAbsolute(path)) throw refuse('is named by a relative path.', 'Name it by its absolute path.');
  try {
    const { size } = await stat(path);
    if (size > largestFileBytes) throw refuse(`is larger than ${largestFileBytes} bytes.`, 'Check that it is a compose file.');
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof GantryError) throw error;
    if (error instanceof TypeError) throw refuse('is not UTF-8 text.', 'Save it as UTF-8.', error);
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw isMissing
      ? refuse('is not there.', 'Put it back, or name another one.', error)
      : refuse('cannot be read.', 'Check that it is a file and that your user may read it.', error);
  }
}

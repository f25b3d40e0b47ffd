import { spawn } from 'node:child_process';
import { GantryError } from '#contract';
import type { Io } from '../io.ts';

/** What every POSIX system has; on Windows the one that waits. */
const fallbacks: Partial<Record<NodeJS.Platform, string>> = { win32: 'notepad' };

/**
 * Opens a file in the person's editor ($VISUAL, else $EDITOR, else vi) and waits until it ends. The variable may hold
 * options, as in `code --wait`; the file is an argument of its own.
 * @throws GantryError `conflict` when it cannot be started or ends with an error
 */
export async function openEditor(io: Io, file: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const editor = io.env.VISUAL || io.env.EDITOR || fallbacks[platform] || 'vi';
  const [command, args, shell] =
    platform === 'win32' ? [`${editor} "${file}"`, [], true] : ['/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], false];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(command as string, args as string[], { stdio: 'inherit', shell: shell as boolean, env: { ...io.env } });
    child.once('error', reject);
    // Ctrl-C belongs to the editor while it runs.
    const stopListening = io.onInterrupt(() => undefined);
    child.once('close', (ended) => {
      stopListening();
      resolve(ended);
    });
  }).catch((error: unknown) => {
    throw new GantryError('conflict', { message: 'The editor could not be started.', fix: 'Name one in EDITOR.', cause: error });
  });
  if (code !== 0)
    throw new GantryError('conflict', {
      message: `The editor ended with ${code === null ? 'a signal' : `exit code ${code}`}.`,
      fix: 'Name another one in EDITOR, or correct its options.',
    });
}

import { existsSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

/** How texts of the host and of the error catalogue write a command: as it works in a checkout. */
const written = 'npm run gantry --';
const writtenStart = 'make run';

export interface Invocation {
  /** Folder of Gantry's own package.json. */
  root: string;
  /** Where the person stands. */
  cwd: string;
  /** The program as it was called, e.g. the `gantry` link of an installation. */
  program: string | undefined;
}

/**
 * What a person must type here to run a command of Gantry: `gantry` where it is installed, `npm run gantry --` inside a
 * checkout, and the same with the folder named outside of it. The one place that decides it.
 */
export function commandNameOf({ root, cwd, program }: Invocation): string {
  const isCheckout = existsSync(join(root, 'services', 'cli', 'main.ts'));
  if (!isCheckout || /^gantry(\.cmd|\.ps1)?$/.test(basename(program ?? ''))) return 'gantry';
  const path = relative(root, cwd);
  const isInside = path === '' || !(path === '..' || path.startsWith(`..${sep}`) || path.includes(':'));
  return isInside ? written : `npm --prefix ${/^[\w@%+=:,./-]+$/.test(root) ? root : `"${root}"`} run gantry --`;
}

interface Named {
  readonly commandName: string;
}

/** A command as it works here: `hint(io, 'tasks')` gives `npm run gantry -- tasks` in a checkout. */
export function hint(io: Named, args: string): string {
  return `${io.commandName} ${args}`;
}

/** A text of the host with its commands as they work here. */
export function withLocalHints(io: Named, text: string): string {
  if (io.commandName === written) return text;
  const commands = text.replaceAll(written, io.commandName);
  // Without the checkout's Makefile in the present folder, `make run` would find nothing.
  return commands.replace(new RegExp(`\\b${writtenStart}\\b`, 'g'), `${io.commandName} run`);
}

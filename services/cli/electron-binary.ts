import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform/paths';

export type ElectronBinary = { path: string } | { missing: string };

/** Electron's program as its package has installed it, or why there is none. */
export function findElectron(root = projectRoot()): ElectronBinary {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(folder)) return { missing: 'the package electron is not installed' };
  try {
    // Written by Electron's install script as its last step, so it also says that unpacking came to its end.
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    if (existsSync(path)) return { path };
  } catch {
    // No path.txt: the same answer as a path.txt whose file is gone.
  }
  return { missing: 'the Electron program is not downloaded' };
}

/** A start must not hang on a slow network; whoever wants to wait runs the script by hand. */
export const electronInstallLimitMs = 8000;

/** Like `findElectron`, but first runs Electron's own install script when the program is missing, for 8 s at most. */
export async function fetchElectron(env: Readonly<Record<string, string | undefined>>, root = projectRoot()): Promise<ElectronBinary> {
  const found = findElectron(root);
  const script = join(root, 'node_modules', 'electron', 'install.js');
  if ('path' in found || !existsSync(script)) return found;
  const outcome = await runScript(script, env);
  const after = findElectron(root);
  if ('path' in after) return after;
  return { missing: `${after.missing} and ${outcome}; to wait for it: node node_modules/electron/install.js` };
}

function runScript(script: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { env: { ...env }, stdio: ['ignore', 'ignore', 'ignore'] });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`its download did not finish within ${electronInstallLimitMs / 1000} s`);
    }, electronInstallLimitMs);
    const end = (outcome: string) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    child.once('error', () => end('its install script could not be started'));
    child.once('exit', () => end('its download failed'));
  });
}

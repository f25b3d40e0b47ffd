import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron } from 'playwright';
import { projectRoot } from '#platform/paths';

/** Electron's program, or undefined where its package could not fetch it. */
export function electronProgram(): string | undefined {
  const folder = join(projectRoot(), 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

/** Whether a window can be shown at all. */
export const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/** Starts the window with a home of its own; it starts its host itself. */
export function launchWindow(executablePath: string, home: string): Promise<ElectronApplication> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), projectRoot()],
    env: { ...env, GANTRY_HOME: home, GANTRY_PORT: '0', LANGUAGE: 'en_GB' },
  });
}

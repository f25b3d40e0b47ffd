import { type ChildProcess, spawn } from 'node:child_process';
import { builtFile } from '#platform/paths';

export interface GantryRun {
  args: readonly string[];
  /** The whole environment but GANTRY_HOME. */
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  stdin?: string;
  /** Sees all that was written so far, after each piece, and may act on it. */
  onOutput?(text: string, child: ChildProcess): void;
}

/** Runs the compiled command line, as people do, to its end. The present folder is `home`. */
export async function runGantry({ args, env, home, stdin = '', onOutput }: GantryRun) {
  const child = spawn(process.execPath, [builtFile('services/cli/main.js'), ...args], { env: { ...env, GANTRY_HOME: home }, cwd: home });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput?.(stdout + stderr, child);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onOutput?.(stdout + stderr, child);
  });
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** Of an environment, what does not configure Gantry or open windows. */
export function plainEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(GANTRY_|STACK_ENV$|DISPLAY$|WAYLAND_DISPLAY$)/.test(name)));
}

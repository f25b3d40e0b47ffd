import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Compiles the services before any test: worker threads and child processes run the compiled form. Type errors do not
 * stop it, for code is written all the same and `make check` is what refuses them.
 */
export default function setup(): void {
  const { error } = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: fileURLToPath(new URL('..', import.meta.url)) });
  if (error !== undefined) throw error;
}

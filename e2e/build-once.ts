import { execFileSync } from 'node:child_process';
import { projectRoot } from '#platform/paths';

/** Compiles the services before any test: worker threads and child processes run the compiled form. */
export default function setup(): void {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: projectRoot(), stdio: 'inherit' });
}

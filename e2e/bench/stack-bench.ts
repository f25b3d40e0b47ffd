import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#platform/paths';
import { composeConfig } from '../engine/compose-plugin.ts';
import { type GantryProcess, startGantry, waitFor } from '../gantry-process.ts';
import { engineSocket, hasImages, makeStackHome, type StackHome, testedServices } from '../stack-home.ts';

const rounds = 4;

/**
 * Time until all services are healthy, containers and volumes made anew each time: Gantry, and as the baseline of the
 * same run `docker compose up -d --wait` with the same file, images and engine, in turn.
 */
async function main(): Promise<void> {
  const config = composeConfig();
  if (!hasImages || config === undefined) {
    print('not run: it needs an engine with the test images (node e2e/images/build-images.mjs) and Docker Compose');
    return;
  }
  const home = await makeStackHome();
  const gantry = await startGantry(home.home);
  const compose = composeRunner(home, config);
  try {
    // One start of each first: secrets and page cache are then the same for both.
    await gantryUp(gantry);
    await gantryDown(gantry);
    const times = { gantry: [] as number[], compose: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.gantry.push(await timed(() => gantryUp(gantry)));
      await gantryDown(gantry);
      times.compose.push(await timed(async () => void compose('up', '-d', '--wait', '--pull', 'never', ...testedServices)));
      compose('down', '--volumes');
      print(`round ${round + 1}: Gantry ${seconds(times.gantry.at(-1))}, docker compose ${seconds(times.compose.at(-1))}`);
    }
    const [ours, theirs] = [median(times.gantry), median(times.compose)];
    print(
      `${testedServices.length} services to all healthy, median of ${rounds}: Gantry ${seconds(ours)}, docker compose ${seconds(theirs)}, ratio ${(ours / theirs).toFixed(2)}`,
    );
  } finally {
    await gantry.stop();
    await home.remove();
  }
}

async function gantryUp(gantry: GantryProcess): Promise<void> {
  const { id } = await gantry.client.call('stack.up', { services: testedServices, pull: 'never' });
  await ended(gantry, id);
}

async function gantryDown(gantry: GantryProcess): Promise<void> {
  const { id } = await gantry.client.call('stack.down', { volumes: ['postgres-data', 'redis-data', 'qdrant-data', 'prometheus-data'] });
  await ended(gantry, id);
}

async function ended(gantry: GantryProcess, id: string): Promise<void> {
  await waitFor(async () => !['queued', 'running'].includes((await gantry.client.call('tasks.read', { id })).state), 20);
  const { state, error } = await gantry.client.call('tasks.read', { id });
  if (state !== 'succeeded') throw new Error(error?.message ?? state);
}

function composeRunner(home: StackHome, config: string): (...args: string[]) => void {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DOCKER_CONFIG: config,
    DOCKER_HOST: engineSocket,
    GANTRY_SECRETS: join(home.home, 'config', 'secrets'),
    ...home.variables,
  };
  const file = join(projectRoot(), 'stack', 'compose.yaml');
  return (...args) =>
    void execFileSync('docker', ['compose', '-f', file, '-p', `${home.project}c`, '--profile', '*', ...args], { env, stdio: 'pipe' });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

function seconds(ms: number | undefined): string {
  return `${((ms ?? 0) / 1000).toFixed(2)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();

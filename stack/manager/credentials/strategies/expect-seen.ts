import { GantryError } from '#contract';
import type { ContainerInfo, Engine } from '../../engine/index.ts';

/**
 * Whether a container sees the value in the file it mounts. A file that was replaced instead of written into is seen only
 * after a restart, and its next start would begin with what is there then.
 * @throws GantryError `conflict`
 */
export async function expectSeen(
  engine: Engine,
  container: ContainerInfo,
  { path, value, service }: { path: string; value: string; service: string },
): Promise<void> {
  const { exitCode, stdout } = await engine.exec(container.id, { command: ['cat', path], timeoutMs: 20_000 });
  if (exitCode === 0 && stdout.replace(/\r?\n$/, '') === value) return;
  throw new GantryError('conflict', {
    message: `${service} does not see the file as it is now: it was replaced since its container was made.`,
    field: service,
    fix: `Start it anew with: npm run gantry -- up ${service}`,
  });
}

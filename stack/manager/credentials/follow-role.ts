import type { Compose } from '../compose-file/index.ts';
import { stackCredentials } from './known-credentials.ts';
import { createPostgresRole } from './postgres-role.ts';
import { type RotationTools, runningContainer } from './rotation.ts';

const answerMs = 120_000;

/**
 * A host that ended between role and file left Postgres with the value that is put aside, and itself without a database: its
 * tasks go on only when that is there. So the file follows as soon as the container is seen, before any task.
 */
export async function followRole(tools: RotationTools & { loadCompose(): Promise<Compose> }): Promise<void> {
  const { store, engine, locks, log } = tools;
  for (const { name, strategy, owner } of stackCredentials(await tools.loadCompose(), store.folder())) {
    const container = runningContainer(tools, owner);
    if (strategy !== 'postgres' || owner === undefined || container === undefined || (await store.staged(name)) === undefined) continue;
    await locks.run(owner.name, async () => {
      const next = await store.staged(name);
      const role = createPostgresRole(engine, owner, container);
      if (next === undefined || next === (await store.read(name))) return;
      await role.waitUntilAnswering(AbortSignal.timeout(answerMs));
      if ((await role.knows(next)) !== true) return;
      await store.exclusively(name, ({ replace }) => replace(next));
      log.info({ credential: name }, 'the file follows a change of the role that was cut off');
    });
  }
}

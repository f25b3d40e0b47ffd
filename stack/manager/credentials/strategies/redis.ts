import { GantryError } from '#contract';
import type { ComposeService } from '../../compose-file/index.ts';
import type { ContainerInfo } from '../../engine/index.ts';
import { createRedisUsers } from '../redis-users.ts';
import { mountedAt, putInPlace, type Rotation, type RotationTools, runningContainer } from '../rotation.ts';
import { expectSeen } from './expect-seen.ts';
import { rotateByRestart } from './restart.ts';

/** Redis lets in both values until every client has the new one: nobody is refused in between. */
export async function rotateRedis(tools: RotationTools, rotation: Rotation): Promise<void> {
  const service = rotation.credential.owner;
  const container = runningContainer(tools, service);
  if (service === undefined || container === undefined) throw new GantryError('conflict', { message: 'Redis does not run.' });
  const isDone = await tools.locks.run(service.name, () => change(tools, rotation, { service, container }));
  // Nobody can log in to change it: it reads the file at each start.
  if (!isDone) await rotateByRestart(tools, rotation);
}

async function change(
  tools: RotationTools,
  { credential, next, signal, step, undo }: Rotation,
  { service, container }: { service: ComposeService; container: ContainerInfo },
): Promise<boolean> {
  const { store, engine } = tools;
  const { name } = credential;
  const users = createRedisUsers(engine, service.name, container);
  step('asks redis which value it accepts');
  const isThereAlready = await users.accepts(next);
  const before = await store.read(name);
  const isBeforeValid = before !== undefined && before !== next && (await users.accepts(before));
  if (!isThereAlready && !isBeforeValid) return false;
  signal.throwIfAborted();
  const back = async () => {
    if (before === undefined || before === next) return;
    await putInPlace(tools, name, before);
    // Stopped in the middle, it begins with what the file says.
    if ((await engine.inspectContainer(container.id))?.status !== 'running') return;
    for (const by of [before, next]) if (await users.accepts(by)) return users.allowOnly(before, by);
    throw new GantryError('credential_refused', { message: `${service.name} refuses both values; restart it.`, field: name });
  };
  if (!isThereAlready || isBeforeValid) undo('users and file', back);
  if (!isThereAlready && before !== undefined) {
    step('lets in both values');
    await users.add(next, before);
  }
  if (before !== next) {
    step('changes the file');
    await putInPlace(tools, name, next);
  }
  step('logs in with the new value');
  if (!(await users.accepts(next)))
    throw new GantryError('credential_refused', { message: 'Redis does not let in with the new value.', field: name });
  step('looks whether redis sees the file');
  await expectSeen(engine, container, { path: mountedAt(credential, service), value: next, service: service.name });
  signal.throwIfAborted();
  step('drops the former value');
  await users.allowOnly(next, next);
  if (before === undefined || before === next) return true;
  step('is refused with the former value');
  if (await users.accepts(before))
    throw new GantryError('credential_refused', { message: 'Redis still lets in with the former value.', field: name });
  return true;
}

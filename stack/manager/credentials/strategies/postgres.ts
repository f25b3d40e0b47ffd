import { GantryError } from '#contract';
import type { ComposeService } from '../../compose-file/index.ts';
import type { ContainerInfo } from '../../engine/index.ts';
import { createPostgresRole } from '../postgres-role.ts';
import { mountedAt, type Rotation, type RotationTools, runningContainer } from '../rotation.ts';
import { preparePassword } from '../scram-verifier.ts';
import { expectSeen } from './expect-seen.ts';

/** Postgres takes a new password while it runs: role and file change in one moment in which nobody is told either. */
export async function rotatePostgres(tools: RotationTools, rotation: Rotation): Promise<void> {
  const service = rotation.credential.owner;
  const container = runningContainer(tools, service);
  if (service === undefined || container === undefined) throw new GantryError('conflict', { message: 'Postgres does not run.' });
  await tools.locks.run(service.name, () => change(tools, rotation, { service, container }));
}

async function change(
  tools: RotationTools,
  { credential, next, signal, step, undo }: Rotation,
  { service, container }: { service: ComposeService; container: ContainerInfo },
): Promise<void> {
  const { store, engine } = tools;
  const { name } = credential;
  preparePassword(next);
  const role = createPostgresRole(engine, service, container);
  step('asks postgres which value it accepts');
  await role.waitUntilAnswering(signal);
  // A run that was cut off may have come so far; then the file follows, and nothing is taken back.
  const isThereAlready = await role.knows(next);
  if (isThereAlready === undefined)
    throw new GantryError('credential_refused', {
      message: 'Postgres lets in whoever comes, so no login proves anything.',
      field: name,
      fix: 'See pg_hba.conf of its volume: take out the line with `trust` for hosts.',
    });
  const former = isThereAlready ? undefined : await role.verifier();
  const before = await store.read(name);
  signal.throwIfAborted();
  if (!isThereAlready)
    undo('password and file', () =>
      store.exclusively(name, async ({ current, replace }) => {
        await revive(tools, service, container);
        await role.waitUntilAnswering(new AbortController().signal);
        await role.setVerifier(former);
        if (before !== undefined && current !== before) await replace(before);
      }),
    );
  step('changes role and file');
  await store.exclusively(name, async ({ current, replace }) => {
    if (!isThereAlready) await role.setPassword(next);
    if (current !== next) await replace(next);
  });
  step('logs in with the new value');
  if (!(await role.accepts(next)))
    throw new GantryError('credential_refused', { message: 'Postgres does not let in with the new value.', field: name });
  step('looks whether postgres sees the file');
  await expectSeen(engine, container, { path: mountedAt(credential, service), value: next, service: service.name });
  if (before === undefined || before === next || isThereAlready) return;
  step('is refused with the former value');
  if (await role.accepts(before))
    throw new GantryError('credential_refused', {
      message: 'Postgres still lets in with the former value.',
      field: name,
    });
}

/** What was stopped in the middle is started, for a role is changed in a running server only. */
async function revive({ engine, watch }: RotationTools, service: ComposeService, { id }: ContainerInfo): Promise<void> {
  const container = await engine.inspectContainer(id);
  if (container === undefined) throw new GantryError('conflict', { message: `The container of ${service.name} was removed.` });
  if (container.status === 'running') return;
  await engine.startContainer(id);
  await watch.lookAt(id);
}

import { GantryError } from '#contract';
import { restartInPlace } from '../../change/restart-in-place.ts';
import type { ComposeService } from '../../compose-file/index.ts';
import { withDependencies } from '../../plan/graph.ts';
import { proves } from '../prove.ts';
import { putInPlace, type Rotation, type RotationTools, runningContainer } from '../rotation.ts';

/** The file first, then each service that runs and is given it, in the order they need each other, until each is healthy. */
export async function rotateByRestart(tools: RotationTools, rotation: Rotation): Promise<void> {
  const { credential, next, step } = rotation;
  const before = await tools.store.read(credential.name);
  const services = affected(tools, rotation);
  await replaceAndRestart(tools, rotation, { before, services });
  const { owner } = credential;
  if (owner === undefined || runningContainer(tools, owner) === undefined || credential.proof === 'none') return;
  step(`asks ${owner.name} with the new value`);
  const isTaken = await proves(tools, { credential, value: next });
  if (isTaken === false)
    throw new GantryError('credential_refused', { message: `${owner.name} does not accept the new value.`, field: credential.name });
  if (before === undefined || before === next || isTaken === undefined) return;
  step(`asks ${owner.name} with the former value`);
  if (await proves(tools, { credential, value: before }))
    throw new GantryError('credential_refused', { message: `${owner.name} still accepts the former value.`, field: credential.name });
}

/** Writes the file and restarts services; taken back as a whole, for a restart reads the file that is there then. */
export async function replaceAndRestart(
  tools: RotationTools,
  { credential, next, signal, step, undo }: Rotation,
  { before, services }: { before: string | undefined; services: readonly ComposeService[] },
): Promise<void> {
  const restarted: ComposeService[] = [];
  const restart = (service: ComposeService, until: AbortSignal) => {
    tools.secrets.accept(service, credential.source);
    return restartInPlace(tools, service, { signal: until, reason: `${credential.name} was changed` });
  };
  if (before !== undefined && before !== next)
    undo(restartWords(services), async () => {
      await putInPlace(tools, credential.name, before);
      for (const service of restarted) await restart(service, new AbortController().signal);
    });
  signal.throwIfAborted();
  step('changes the file');
  if (before !== next) await putInPlace(tools, credential.name, next);
  for (const service of services) {
    signal.throwIfAborted();
    step(`restarts ${service.name}`);
    restarted.push(service);
    await restart(service, signal);
  }
}

/** Services that run and are given the secret, its owner before the others, each after what it needs. */
export function affected(tools: Pick<RotationTools, 'book'>, { compose, credential: { owner, users } }: Rotation): ComposeService[] {
  const names = [...(owner === undefined ? [] : [owner.name]), ...users.map(({ name }) => name)];
  const ordered = withDependencies(compose, names).filter(({ name }) => names.includes(name));
  return [...ordered.filter(({ name }) => name === owner?.name), ...ordered.filter(({ name }) => name !== owner?.name)].filter(
    (service) => runningContainer(tools, service) !== undefined,
  );
}

function restartWords(services: readonly ComposeService[]): string {
  return services.length === 0 ? 'the file' : `the file and ${services.map(({ name }) => name).join(', ')}`;
}

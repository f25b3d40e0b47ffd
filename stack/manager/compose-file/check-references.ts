import { composeInvalid } from './compose-invalid.ts';
import type { Compose, ComposeService } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { findPlace } from './find-place.ts';

/** Every service, network, volume and secret that is named must be there. @throws GantryError `compose_invalid` */
export function checkReferences(compose: Compose, root: Field): void {
  const containers = new Map<string, string>();
  for (const service of Object.values(compose.services)) {
    const at = (...keys: string[]) => findPlace(root, ['services', service.name, ...keys]);
    const expect = (names: readonly string[], known: object, key: 'networks' | 'volumes' | 'secrets') => {
      const index = names.findIndex((name) => !Object.hasOwn(known, name));
      if (index === -1) return;
      throw composeInvalid(at(key), `names "${names[index]}", which is not declared under ${key} at the top level.`);
    };
    expect(
      service.networks.map(({ name }) => name),
      compose.networks,
      'networks',
    );
    expect(volumeNames(service), compose.volumes, 'volumes');
    expect(
      service.secrets.map(({ source }) => source),
      compose.secrets,
      'secrets',
    );
    checkDependencies(compose, service, at);
    checkTargets(service, at);
    const { containerName } = service;
    const other = containerName === undefined ? undefined : containers.get(containerName);
    if (other !== undefined) throw composeInvalid(at('container_name'), `the service ${other} has the same container name.`);
    if (containerName !== undefined) containers.set(containerName, service.name);
  }
}

type At = (...keys: string[]) => ReturnType<typeof findPlace>;

function volumeNames({ mounts }: ComposeService): string[] {
  return mounts.filter(({ kind, source }) => kind === 'volume' && source !== '').map(({ source }) => source);
}

function checkDependencies(compose: Compose, service: ComposeService, at: At): void {
  for (const { service: name, condition } of service.dependsOn) {
    const other = Object.hasOwn(compose.services, name) ? compose.services[name] : undefined;
    if (other === undefined) throw composeInvalid(at('depends_on', name), `there is no service "${name}".`);
    if (condition === 'service_healthy' && other.healthcheck === undefined) {
      throw composeInvalid(
        at('depends_on', name),
        `waits until ${name} is healthy, but ${name} has no healthcheck; write one there, or wait for service_started.`,
      );
    }
  }
}

/** The engine refuses two mounts at one path only when the container is made. */
function checkTargets({ mounts, secrets }: ComposeService, at: At): void {
  const taken = secrets.find(({ target }) => mounts.some((mount) => mount.target === target));
  if (taken !== undefined)
    throw composeInvalid(at('secrets'), `the secret ${taken.source} and a volume have the same path in the container.`);
}

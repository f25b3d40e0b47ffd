import type { StackCredential } from './credentials/known-credentials.ts';
import type { ContainerInfo } from './engine/index.ts';

/** A container in one of these holds its mounts, or takes them again without being made anew. */
const holding: readonly ContainerInfo['status'][] = ['running', 'paused', 'restarting', 'unknown'];

/** Whether a container mounts the file of the secret now. `name` is that of the store, whatever the compose file calls it. */
export function isMounted(
  name: string,
  credentials: readonly Pick<StackCredential, 'name' | 'users'>[],
  containers: Readonly<Record<string, ContainerInfo>>,
): boolean {
  const users = credentials.filter((credential) => credential.name === name).flatMap((credential) => credential.users);
  return users.some((service) => {
    const status = containers[service.name]?.status;
    return status !== undefined && holding.includes(status);
  });
}

import type { Compose } from './compose-file/index.ts';
import type { ContainerInfo } from './engine/index.ts';

/** A container in one of these holds its mounts, or takes them again without being made anew. */
const holding: readonly ContainerInfo['status'][] = ['running', 'paused', 'restarting', 'unknown'];

/** Names of the secrets' files that containers mount now. */
export function mountedSecrets(compose: Compose, containers: Readonly<Record<string, ContainerInfo>>): Set<string> {
  return new Set(
    Object.entries(containers)
      .filter(([, { status }]) => holding.includes(status))
      .flatMap(([name]) => compose.services[name]?.secrets ?? [])
      .map(({ source }) => source),
  );
}

import { secretsLabel } from '../compose-labels.ts';
import type { ContainerInfo } from '../engine/index.ts';
import type { ServiceRecord } from './service-record.ts';

/** Digests of the secrets a container works with: those it was made with, or those a rotation gave it since. */
export function givenSecrets(container: ContainerInfo, { accepted }: Pick<ServiceRecord, 'accepted'>): string {
  return accepted?.containerId === container.id ? accepted.secretsDigest : (container.labels[secretsLabel] ?? '');
}

import type { PlanStep } from '#contract';
import type { Compose, ComposeService, Limits } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import { describeBytes } from '../describe-bytes.ts';
import type { ContainerInfo } from '../engine/index.ts';
import { type CanonicalService, canonicalService, configHash, describeDifference } from './canonical-service.ts';

/** What there is, as far as a plan has to know. */
export interface Actual {
  readonly containers: Readonly<Record<string, ContainerInfo>>;
  /** Whether a container counts as healthy now: by the engine, or by Gantry's own probe of this run. */
  isHealthy(container: ContainerInfo): boolean;
  readonly networks: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  /** Image reference → id; not in it when it is not on this computer. */
  readonly images: Readonly<Record<string, string>>;
  /** What the containers were made of, by service, where it is known. */
  readonly made: Readonly<Record<string, CanonicalService | undefined>>;
  /** Keyed digests of the secrets each service would get now. */
  readonly secretDigests: Readonly<Record<string, string>>;
  /** Keyed digests of the secrets the container of each service works with. */
  readonly givenDigests: Readonly<Record<string, string>>;
}

export interface UpOptions {
  readonly pull: 'missing' | 'always' | 'never';
  readonly recreate: boolean;
}

/** The steps that make what is into what the file says, for these services, in an order that can be followed. Pure. */
export function planUp(
  compose: Compose,
  services: readonly ComposeService[],
  { actual, options }: { actual: Actual; options: UpOptions },
): PlanStep[] {
  const steps: PlanStep[] = [];
  const names = new Set(services.map(({ name }) => name));
  const add = (step: Partial<PlanStep> & Pick<PlanStep, 'action' | 'subject' | 'reason'>) =>
    void steps.push({ service: null, after: [], destroys: null, ...step });

  for (const key of new Set(services.flatMap(({ networks }) => networks.map(({ name }) => name)))) {
    const network = compose.networks[key];
    if (network !== undefined && !network.isExternal && !actual.networks.has(network.name))
      add({ action: 'create-network', subject: network.name, reason: 'there is no such network yet' });
  }
  for (const key of new Set(services.flatMap(({ mounts }) => mounts.filter(({ kind }) => kind === 'volume').map(({ source }) => source)))) {
    const volume = compose.volumes[key];
    if (volume !== undefined && !volume.isExternal && !actual.volumes.has(volume.name))
      add({ action: 'create-volume', subject: volume.name, reason: 'there is no such volume yet' });
  }
  for (const image of new Set(services.map((service) => service.image))) {
    if (actual.images[image] === undefined && options.pull !== 'never')
      add({ action: 'pull', subject: image, reason: 'the image is not on this computer' });
    else if (options.pull === 'always') add({ action: 'pull', subject: image, reason: 'a newer one was asked for' });
  }
  for (const service of services) {
    const after = service.dependsOn.map((dependency) => dependency.service).filter((name) => names.has(name));
    const container = actual.containers[service.name];
    const { action, reason } = decideUp(service, container, { actual, options });
    add({ action, subject: service.name, service: service.name, reason, after });
    if (service.healthcheck === undefined || (action === 'keep' && container !== undefined && actual.isHealthy(container))) continue;
    const waiting = services
      .filter(({ dependsOn }) => dependsOn.some((dependency) => dependency.service === service.name))
      .map(({ name }) => name);
    if (action !== 'wait') {
      const reason =
        waiting.length === 0
          ? 'it counts as started when it is healthy'
          : `${waiting.join(', ')} need${waiting.length === 1 ? 's' : ''} it healthy`;
      add({ action: 'wait', subject: service.name, service: service.name, reason, after });
    }
  }
  return steps;
}

/** What one service needs, and why. */
export function decideUp(
  service: ComposeService,
  container: ContainerInfo | undefined,
  { actual, options }: { actual: Actual; options: Pick<UpOptions, 'recreate'> },
): { action: 'create' | 'recreate' | 'start' | 'restart' | 'update' | 'wait' | 'keep'; reason: string } {
  if (container === undefined) return { action: 'create', reason: 'it has no container' };
  const changed = whyRecreate(service, container, { actual, options });
  if (changed !== undefined) return { action: 'recreate', reason: changed };
  if (container.status === 'created') return { action: 'start', reason: 'its container was made and never started' };
  if (container.status === 'paused') return { action: 'restart', reason: 'it is paused' };
  if (container.status !== 'running') {
    const reason = container.exitCode === undefined ? 'it does not run' : `it ended with exit code ${container.exitCode}`;
    return { action: 'start', reason };
  }
  if (container.health?.status === 'unhealthy') return { action: 'restart', reason: 'its health check fails' };
  const limits = describeLimitChange(service.limits, container.limits);
  if (limits !== undefined) return { action: 'update', reason: limits };
  if (service.healthcheck !== undefined && !actual.isHealthy(container))
    return { action: 'wait', reason: 'it runs and is not healthy yet' };
  return { action: 'keep', reason: 'it runs as the file says' };
}

/** Why a container is no longer what the file says; undefined when it is. */
export function whyRecreate(
  service: ComposeService,
  container: ContainerInfo,
  { actual, options }: { actual: Pick<Actual, 'images' | 'made' | 'secretDigests' | 'givenDigests'>; options: Pick<UpOptions, 'recreate'> },
): string | undefined {
  if (options.recreate) return 'it was asked to be made anew';
  if (container.status === 'dead') return 'its container is dead and can only be made anew';
  if (container.labels[composeLabels.configHash] !== configHash(service)) {
    const made = actual.made[service.name];
    const differences = made === undefined ? [] : describeDifference(made, canonicalService(service));
    return differences.length === 0 ? 'its configuration changed' : `changed: ${differences.slice(0, 5).join(', ')}`;
  }
  const imageId = actual.images[service.image];
  if (imageId !== undefined && imageId !== container.imageId) return `the image ${service.image} was replaced by another of that name`;
  if ((actual.givenDigests[service.name] ?? '') !== (actual.secretDigests[service.name] ?? '')) return 'a secret it is given was changed';
  return undefined;
}

/** Differences of the limits in words; undefined when there are none. */
export function describeLimitChange(wanted: Limits, has: ContainerInfo['limits']): string | undefined {
  const differences: string[] = [];
  if (wanted.cpus !== undefined && Math.abs(wanted.cpus - (has.cpus ?? 0)) > 0.001)
    differences.push(`${has.cpus ?? 'no'} → ${wanted.cpus} CPUs`);
  if (wanted.memoryBytes !== undefined && wanted.memoryBytes !== has.memoryBytes)
    differences.push(
      `memory ${has.memoryBytes === undefined ? 'no limit' : describeBytes(has.memoryBytes)} → ${describeBytes(wanted.memoryBytes)}`,
    );
  if (wanted.memorySwapBytes !== undefined && has.memorySwapBytes !== undefined && wanted.memorySwapBytes !== has.memorySwapBytes)
    differences.push(`memory and swap ${describeSwap(has.memorySwapBytes)} → ${describeSwap(wanted.memorySwapBytes)}`);
  if (
    wanted.memoryReservationBytes !== undefined &&
    has.memoryReservationBytes !== undefined &&
    wanted.memoryReservationBytes !== has.memoryReservationBytes
  )
    differences.push(`reservation ${describeBytes(has.memoryReservationBytes)} → ${describeBytes(wanted.memoryReservationBytes)}`);
  if (wanted.pids !== undefined && has.pids !== undefined && wanted.pids !== has.pids)
    differences.push(`${has.pids} → ${wanted.pids} processes`);
  return differences.length === 0 ? undefined : `limits changed: ${differences.join(', ')}`;
}

function describeSwap(bytes: number): string {
  return bytes === -1 ? 'no limit' : describeBytes(bytes);
}

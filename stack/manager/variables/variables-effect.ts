import type { ConfigEffect } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import type { ContainerInfo } from '../engine/index.ts';
import { configHash } from '../plan/canonical-service.ts';
import { describeLimitChange } from '../plan/plan-up.ts';

export interface EffectInput {
  readonly keys: readonly string[];
  /** As the files are now; undefined where they cannot be read: then everything counts as changed. */
  readonly before: Compose | undefined;
  readonly after: Compose;
  readonly containers: Readonly<Record<string, ContainerInfo>>;
}

/**
 * Which running services are made anew or get new limits before these variables count. Pure. A service whose container
 * is already what the files would say then is none of them: that is so when a change is taken back before it was applied.
 */
export function variablesEffect({ keys, before, after, containers }: EffectInput): ConfigEffect {
  const touched = Object.values(after.services).filter((service) => {
    const container = containers[service.name];
    const former = before?.services[service.name];
    return container?.status === 'running' && (former === undefined || isOther(former, service)) && isOutdated(service, container);
  });
  const isIn = (key: string) =>
    touched.some(({ name, variables }) => variables.includes(key) || before?.services[name]?.variables.includes(key));
  return { at_once: keys.filter((key) => !isIn(key)), host: [], services: touched.map(({ name }) => name) };
}

function isOther(one: ComposeService, other: ComposeService): boolean {
  const { knobs: _one, ...limits } = one.limits;
  const { knobs: _other, ...otherLimits } = other.limits;
  return configHash(one) !== configHash(other) || JSON.stringify(limits) !== JSON.stringify(otherLimits);
}

function isOutdated(service: ComposeService, container: ContainerInfo): boolean {
  return (
    container.labels[composeLabels.configHash] !== configHash(service) ||
    describeLimitChange(service.limits, container.limits) !== undefined
  );
}

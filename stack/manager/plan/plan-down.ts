import type { PlanStep } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { Actual } from './plan-up.ts';

export interface DownOptions {
  readonly remove: boolean;
  /** Keys of volumes to delete. */
  readonly volumes: readonly string[];
}

/** The steps that stop these services, dependents first. Volumes go only when named. Pure. */
export function planDown(
  compose: Compose,
  services: readonly ComposeService[],
  { actual, options }: { actual: Actual; options: DownOptions },
): PlanStep[] {
  const steps: PlanStep[] = [];
  const add = (step: Partial<PlanStep> & Pick<PlanStep, 'action' | 'subject' | 'reason'>) =>
    void steps.push({ service: null, after: [], destroys: null, ...step });
  const going = new Set(services.map(({ name }) => name).filter((name) => actual.containers[name] !== undefined));
  for (const service of services) {
    const container = actual.containers[service.name];
    if (container === undefined) continue;
    const after = services
      .filter(({ name, dependsOn }) => going.has(name) && dependsOn.some((dependency) => dependency.service === service.name))
      .map(({ name }) => name);
    if (container.status === 'running' || container.status === 'paused' || container.status === 'restarting') {
      const reason =
        after.length === 0 ? 'it should not run' : `it should not run; ${after.join(', ')} stop${after.length === 1 ? 's' : ''} first`;
      add({ action: 'stop', subject: service.name, service: service.name, reason, after });
    }
    if (options.remove) {
      const destroys = `what the container ${container.name} wrote outside its volumes`;
      add({ action: 'remove', subject: service.name, service: service.name, reason: 'its container is to be removed', after, destroys });
    }
  }
  const staysSome = Object.keys(actual.containers).some((name) => !going.has(name));
  if (options.remove && !staysSome) {
    for (const network of Object.values(compose.networks)) {
      if (!network.isExternal && actual.networks.has(network.name))
        add({ action: 'remove-network', subject: network.name, reason: 'no container of the stack is left on it', after: [...going] });
    }
  }
  for (const key of options.volumes) {
    const volume = compose.volumes[key];
    if (volume === undefined || volume.isExternal || !actual.volumes.has(volume.name)) continue;
    add({
      action: 'remove-volume',
      subject: volume.name,
      reason: 'it was named',
      after: [...going],
      destroys: `all data in the volume ${volume.name}`,
    });
  }
  return steps;
}

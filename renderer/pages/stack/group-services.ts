import type { Service, Stack } from '#contract';

export interface ServiceGroupData {
  /** Profile; empty for services of none. */
  readonly name: string;
  readonly services: readonly Service[];
}

/** From worst to best: who needs a person comes first. */
const order: readonly Service['state'][] = ['down', 'degraded', 'starting', 'unknown', 'ok', 'stopped'];

/** Services by their first profile: groups with trouble first, then those that run, then the rest; within one the same. */
export function groupServices({ services, profiles }: Pick<Stack, 'services' | 'profiles'>): ServiceGroupData[] {
  const names = [...profiles.map(({ name }) => name), ''];
  return names
    .map((name) => ({
      name,
      services: services
        .filter((service) => (service.profiles[0] ?? '') === name)
        .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || one.name.localeCompare(other.name)),
    }))
    .filter((group) => group.services.length > 0)
    .sort((one, other) => rankOf(one) - rankOf(other));
}

/** The best rank of its services; trouble of any of them comes before everything. */
function rankOf({ services }: ServiceGroupData): number {
  return Math.min(...services.map(({ state }) => order.indexOf(state)));
}

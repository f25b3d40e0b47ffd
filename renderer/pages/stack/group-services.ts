import type { Service, Stack } from '#contract';

export interface ServiceGroupData {
  /** Profile; empty for services of none. */
  readonly name: string;
  readonly services: readonly Service[];
}

/** From worst to best: who needs a person comes first. */
const order: readonly Service['state'][] = ['down', 'degraded', 'starting', 'unknown', 'ok', 'stopped'];

/** Services by their first profile, in the order of the profiles; within one those that need a person first. */
export function groupServices({ services, profiles }: Pick<Stack, 'services' | 'profiles'>): ServiceGroupData[] {
  const names = [...profiles.map(({ name }) => name), ''];
  return names
    .map((name) => ({
      name,
      services: services
        .filter((service) => (service.profiles[0] ?? '') === name)
        .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || one.name.localeCompare(other.name)),
    }))
    .filter((group) => group.services.length > 0);
}

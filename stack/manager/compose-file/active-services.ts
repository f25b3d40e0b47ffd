import { GantryError } from '#contract';
import type { Compose, ComposeService } from './compose-model.ts';

export interface Chosen {
  /** `*` is all. */
  readonly profiles: readonly string[];
  readonly services: readonly string[];
}

/**
 * The services that profiles and names make active, sorted by name: those without profiles always, those of the profiles,
 * those named, and whatever these require, with or without a profile.
 * @throws GantryError `profile_unknown`, `service_unknown`
 */
export function activeServices(compose: Compose, { profiles, services }: Chosen): ComposeService[] {
  if (profiles.some((profile) => profile !== '*' && !compose.profiles.includes(profile))) {
    const known = compose.profiles.length === 0 ? 'it has none' : `it has ${compose.profiles.join(', ')}`;
    throw new GantryError('profile_unknown', { message: `The compose file has no such profile; ${known}.`, field: 'profiles' });
  }
  if (services.some((name) => !Object.hasOwn(compose.services, name))) throw new GantryError('service_unknown', { field: 'services' });
  const active = new Set<string>();
  const visit = (service: ComposeService | undefined) => {
    if (service === undefined || active.has(service.name)) return;
    active.add(service.name);
    for (const { service: name, required } of service.dependsOn) if (required) visit(compose.services[name]);
  };
  for (const service of Object.values(compose.services))
    if (isInProfiles(service, profiles) || services.includes(service.name)) visit(service);
  return Object.values(compose.services).filter(({ name }) => active.has(name));
}

/** Whether a service runs when these profiles are chosen; `*` is all. */
export function isInProfiles(service: ComposeService, profiles: readonly string[]): boolean {
  return service.profiles.length === 0 || profiles.includes('*') || service.profiles.some((profile) => profiles.includes(profile));
}

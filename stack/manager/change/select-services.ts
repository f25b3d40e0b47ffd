import { GantryError } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { withDependencies, withDependents } from '../plan/graph.ts';

export interface Selection {
  readonly profiles: readonly string[];
  readonly services: readonly string[];
}

/** The profile that is meant when nothing is named. */
export const usualProfile = 'core';

/** @throws GantryError `service_unknown`, `profile_unknown` naming the first wrong one */
export function expectKnown(compose: Compose, { profiles, services }: Selection): void {
  const service = services.find((name) => compose.services[name] === undefined);
  if (service !== undefined)
    throw new GantryError('service_unknown', { message: `The compose file has no service ${service}.`, field: 'services' });
  const profile = profiles.find((name) => !compose.profiles.includes(name));
  if (profile !== undefined) {
    throw new GantryError('profile_unknown', {
      message: `The compose file has no profile ${profile}.`,
      field: 'profiles',
      fix: `Profiles are: ${compose.profiles.join(', ') || 'none'}.`,
    });
  }
}

/**
 * Services of an up: those named, those of the profiles named with those of no profile, and all they depend on. Nothing
 * named is the profile `core`, or everything without a profile where the file has no `core`.
 */
export function selectUp(compose: Compose, selection: Selection): ComposeService[] {
  expectKnown(compose, selection);
  const all = Object.values(compose.services);
  const isEmpty = selection.profiles.length === 0 && selection.services.length === 0;
  const profiles = isEmpty ? [usualProfile] : selection.profiles;
  const ofProfiles = all.filter(
    (service) =>
      service.profiles.some((profile) => profiles.includes(profile)) || (service.profiles.length === 0 && selection.services.length === 0),
  );
  return withDependencies(compose, [...ofProfiles.map(({ name }) => name), ...selection.services]);
}

/** Services of a down, dependents first: those named or of the profiles named with all that need them; nothing named is all. */
export function selectDown(compose: Compose, selection: Selection): ComposeService[] {
  expectKnown(compose, selection);
  const all = Object.values(compose.services);
  if (selection.profiles.length === 0 && selection.services.length === 0)
    return withDependents(
      compose,
      all.map(({ name }) => name),
    );
  const named = all.filter(
    ({ name, profiles }) => selection.services.includes(name) || profiles.some((profile) => selection.profiles.includes(profile)),
  );
  return withDependents(
    compose,
    named.map(({ name }) => name),
  );
}

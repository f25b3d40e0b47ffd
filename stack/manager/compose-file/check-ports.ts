import { isInProfiles } from './active-services.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { Compose, ComposeService, PublishedPort } from './compose-model.ts';

/**
 * No two services that run together may publish the same port of the same address. Together run those that share a profile,
 * those without a profile with all others, and those of the profiles given.
 * @throws GantryError `compose_invalid`
 */
export function checkPorts(compose: Compose, profiles: readonly string[]): void {
  const seen = new Map<string, { service: ComposeService; port: PublishedPort }[]>();
  for (const service of Object.values(compose.services)) {
    for (const port of service.ports) {
      if (port.hostPort === 0) continue;
      const key = `${port.hostPort}/${port.protocol}`;
      const others = seen.get(key) ?? [];
      for (const other of others) {
        if (!isSameAddress(port.hostAddress, other.port.hostAddress) || !canRunTogether(service, other.service, profiles)) continue;
        throw composeInvalid(
          { path: `services.${service.name}.ports`, place: port.place },
          `port ${key} of this computer is published by ${other.service.name} too (line ${other.port.place.line}); give one of them another.`,
        );
      }
      seen.set(key, [...others, { service, port }]);
    }
  }
}

/** `0.0.0.0` and `::` are every address; `::` takes the others' family too on most systems. */
function isSameAddress(one: string, other: string): boolean {
  if (one === other || one === '::' || other === '::') return true;
  const isIpv6 = (address: string) => address.includes(':');
  return isIpv6(one) === isIpv6(other) && (one === '0.0.0.0' || other === '0.0.0.0');
}

function canRunTogether(one: ComposeService, other: ComposeService, profiles: readonly string[]): boolean {
  if (one.name === other.name || one.profiles.length === 0 || other.profiles.length === 0) return true;
  if (one.profiles.some((profile) => other.profiles.includes(profile))) return true;
  return isInProfiles(one, profiles) && isInProfiles(other, profiles);
}

import { createHash } from 'node:crypto';
import type { ComposeService } from '../compose-file/index.ts';

/** What of a service a container is made of: without places, profiles, order, and without limits, which change in a running one. */
export type CanonicalService = Omit<
  ComposeService,
  'place' | 'profiles' | 'dependsOn' | 'variables' | 'limits' | 'ports' | 'pullPolicy'
> & {
  readonly ports: readonly string[];
};

/** The same service gives the same value, whatever order the file has and wherever it stands. */
export function canonicalService(service: ComposeService): CanonicalService {
  const {
    place: _place,
    profiles: _profiles,
    dependsOn: _order,
    variables: _variables,
    limits: _limits,
    pullPolicy: _policy,
    ports,
    ...rest
  } = service;
  return { ...rest, ports: ports.map((port) => `${port.hostAddress}:${port.hostPort}:${port.containerPort}/${port.protocol}`) };
}

/** SHA-256 of a service's canonical form, hex. */
export function configHash(service: ComposeService): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(canonicalService(service))))
    .digest('hex');
}

/** Names of what differs, in the words of the compose file, with old and new value where both are short and hold no secret. */
export function describeDifference(before: CanonicalService, after: CanonicalService): string[] {
  const differences: string[] = [];
  const one = before as unknown as Record<string, unknown>;
  const other = after as unknown as Record<string, unknown>;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [from, to] = [one[key], other[key]];
    if (JSON.stringify(sortKeys(from)) === JSON.stringify(sortKeys(to))) continue;
    if (key === 'environment' || key === 'labels')
      differences.push(...describeMap(key, from as Record<string, string>, to as Record<string, string>));
    else if (key === 'image') differences.push(`image ${String(from)} → ${String(to)}`);
    else if (key === 'ports')
      differences.push(`ports ${(from as string[]).join(', ') || 'none'} → ${(to as string[]).join(', ') || 'none'}`);
    else differences.push(words[key] ?? key);
  }
  return differences;
}

const words: Record<string, string> = {
  entrypoint: 'entrypoint',
  command: 'command',
  mounts: 'volumes',
  secrets: 'secrets',
  healthcheck: 'healthcheck',
  isReadOnly: 'read_only',
  capAdd: 'cap_add',
  capDrop: 'cap_drop',
  securityOpt: 'security_opt',
  extraHosts: 'extra_hosts',
  networks: 'networks',
  restart: 'restart',
  stopGraceMs: 'stop_grace_period',
};

/** Values of variables may be passwords, so only their names are said. */
function describeMap(key: string, from: Record<string, string> = {}, to: Record<string, string> = {}): string[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((name) => from[name] !== to[name]).map((name) => `${key} ${name}`);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

import type { ComposeService } from '../compose-file/index.ts';

type Link = Pick<ComposeService, 'name' | 'dependsOn'>;

/** The most that adds up along a chain of dependencies, for services start side by side. Null when the cost of one is not known. */
export function longestChain(services: readonly Link[], costOf: (name: string) => number | null): number | null {
  const sums = new Map<string, number>();
  const byName = new Map(services.map((service) => [service.name, service]));
  const sumOf = (service: Link): number | null => {
    const known = sums.get(service.name);
    if (known !== undefined) return known;
    let before = 0;
    for (const { service: name } of service.dependsOn) {
      const needed = byName.get(name);
      const sum = needed === undefined ? 0 : sumOf(needed);
      if (sum === null) return null;
      before = Math.max(before, sum);
    }
    const own = costOf(service.name);
    if (own === null) return null;
    sums.set(service.name, before + own);
    return before + own;
  };
  let longest = 0;
  for (const service of services) {
    const sum = sumOf(service);
    if (sum === null) return null;
    longest = Math.max(longest, sum);
  }
  return longest;
}

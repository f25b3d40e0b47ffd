import type { Part, State } from '#contract';

const needOrder: readonly State[] = ['down', 'degraded', 'starting', 'unknown', 'stopped', 'ok'];

/** Those that need a person first; otherwise in the order of the host. */
export function sortByNeed(parts: readonly Part[]): Part[] {
  return parts.toSorted((a, b) => needOrder.indexOf(a.state) - needOrder.indexOf(b.state));
}

import type { Service, State } from '#contract';
import type { Check } from '#platform/parts';
import type { StackBook } from '../state/stack-book.ts';

/** From best to worst. */
const severity: readonly State[] = ['ok', 'stopped', 'unknown', 'starting', 'degraded', 'down'];

/** Whether every service that should run is healthy; the one that is its own trouble is named first. */
export function servicesWell(book: StackBook): Check {
  return {
    name: 'services-well',
    title: 'Is every service that should run healthy?',
    async run() {
      const wanted = book.list().filter(({ desired }) => desired === 'running');
      if (wanted.length === 0)
        return {
          state: 'stopped',
          evidence: 'no service should run',
          cause: 'The stack was not started.',
          fix: 'Start it with: npm run gantry -- up',
        };
      const well = wanted.filter(({ state }) => state === 'ok' || state === 'stopped');
      const evidence = `${well.length} of ${wanted.length} services healthy`;
      const worst = worstOf(wanted);
      if (worst === undefined || worst.state === 'ok') return { state: 'ok', evidence };
      return {
        state: worst.state,
        evidence,
        cause: `${worst.name}: ${worst.reason}`,
        ...(worst.fix === undefined ? {} : { fix: worst.fix }),
      };
    },
  };
}

/** The service in the worst state, one that waits for another last. */
export function worstOf(services: readonly Service[]): Service | undefined {
  return [...services].sort(
    (one, other) => severity.indexOf(other.state) - severity.indexOf(one.state) || Number(one.root !== null) - Number(other.root !== null),
  )[0];
}

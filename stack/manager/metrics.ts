import type { Metrics } from '#platform/metrics';
import type { StackBook } from './state/stack-book.ts';

/** How many services should run, and how many of them do well. */
export function addStackMetrics(metrics: Metrics, book: StackBook): void {
  const wanted = () => book.list().filter(({ desired }) => desired === 'running');
  metrics.gauge({ name: 'gantry_services_wanted', help: 'Services of the stack that should run' }, () => wanted().length);
  metrics.gauge(
    { name: 'gantry_services_healthy', help: 'Services of the stack that should run and are healthy' },
    () => wanted().filter(({ state }) => state === 'ok').length,
  );
}

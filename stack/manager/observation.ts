import type { LogLine, Output, Usage } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Engine } from './engine/index.ts';
import { recommend } from './limits/recommend.ts';
import { createLogs, type LogQuery } from './logs/create-logs.ts';
import { addStackMetrics } from './metrics.ts';
import { createStackPorts, type StackPorts } from './ports/stack-ports.ts';
import type { StackBook } from './state/stack-book.ts';
import { createStats } from './stats/create-stats.ts';

export interface ObservationOptions {
  readonly engine: Engine;
  readonly book: StackBook;
  readonly events: Events;
  readonly log: Log;
  readonly metrics: Metrics;
  apiPort(): number;
}

/** What is seen of the running stack: logs, measurements and ports. */
export function createObservation({ engine, book, events, log, metrics, apiPort }: ObservationOptions) {
  const containers = () =>
    Object.entries(book.containers()).map(([service, { id, imageReference, status }]) => ({ service, id, image: imageReference, status }));
  addStackMetrics(metrics, book);
  const logs = createLogs({ engine, containers: async () => containers() });
  const ports: StackPorts = createStackPorts({ engine, container: book.container, apiPort });
  const stats = createStats({
    engine,
    running: () => (book.isEngineUp() ? containers().filter(({ status }) => status === 'running') : []),
    onMeasured(usage) {
      events.publish('services.measured', { usage: { ...usage } });
    },
    log,
    metrics,
  });
  const stopListening = book.onTouch(() => stats.wake());
  const never = new AbortController().signal;

  return {
    ports,
    close(): void {
      stopListening();
      stats.close();
    },
    usage: (service: string): Usage | null => stats.latest(service),
    history: stats.history,
    recommend: (service: string) => recommend(stats.history(3600, service).services[0]?.samples ?? []),
    readLogs: (query: LogQuery, signal: AbortSignal): Promise<Output<'stack.logs'>> => logs.read(query, signal),
    /** Newest lines of one service, oldest first. */
    async lines(service: string, most: number): Promise<LogLine[]> {
      const { lines } = await logs.read({ services: [service], tail: most, wait_seconds: 0 }, never);
      return lines;
    },
  };
}

export type Observation = ReturnType<typeof createObservation>;

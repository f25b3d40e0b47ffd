import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Metrics, quantileOf, rateOf, type Sampler } from '#platform/metrics';

/** Bounds in seconds, from the cached answer to the request limit. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const windowSeconds = 10;

/** Metrics and figures of the local API. */
export function createApiMetrics(metrics: Metrics, sampler: Sampler) {
  const requests = metrics.counter({
    name: 'gantry_http_requests_total',
    help: 'Requests by route pattern; status is aborted where the client went before its answer',
    labels: ['route', 'method', 'status'],
  });
  const seconds = metrics.histogram(
    {
      name: 'gantry_http_request_seconds',
      help: 'Time from request to reply, without event streams, files and requests whose client went',
      labels: ['route', 'method'],
    },
    secondsBuckets,
  );
  const failures = metrics.counter({ name: 'gantry_http_request_failures_total', help: 'Requests answered with 500 or above' });
  const streamsDropped = metrics.counter({
    name: 'gantry_event_streams_dropped_total',
    help: 'Event streams ended because the client did not read',
  });
  const rateLimited = metrics.counter({ name: 'gantry_api_rate_limited_total', help: 'Requests refused by the rate limit of their token' });
  const inFlight = new Set<object>();
  metrics.gauge({ name: 'gantry_http_requests_in_flight', help: 'Requests being worked on, without event streams' }, () => inFlight.size);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  let lastDelayP99: number | null = null;
  metrics.gauge(
    { name: 'gantry_event_loop_delay_p99_seconds', help: 'Event loop delay in the last sample interval, 99th percentile' },
    () => lastDelayP99 ?? undefined,
  );
  metrics.gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory of the host with all its threads' }, () =>
    process.memoryUsage.rss(),
  );

  const figure = { window_seconds: windowSeconds };
  sampler.add({ ...figure, name: 'requests_per_second', title: 'Requests', unit: 'per_second', read: rateOf(requests, windowSeconds) });
  sampler.add({
    ...figure,
    name: 'request_failures_per_second',
    title: 'Failed requests',
    unit: 'per_second',
    read: rateOf(failures, windowSeconds),
  });
  sampler.add({
    ...figure,
    name: 'request_p50',
    title: 'Request time, median',
    unit: 'seconds',
    read: quantileOf(seconds, 0.5, windowSeconds),
  });
  sampler.add({
    ...figure,
    name: 'request_p95',
    title: 'Request time, 95th percentile',
    unit: 'seconds',
    read: quantileOf(seconds, 0.95, windowSeconds),
  });
  sampler.add({ name: 'memory_rss', title: 'Memory of the host', unit: 'bytes', window_seconds: 0, read: () => process.memoryUsage.rss() });
  sampler.add({
    name: 'event_loop_delay_p99',
    title: 'Event loop delay, 99th percentile',
    unit: 'seconds',
    window_seconds: 2,
    read() {
      // The histogram holds the time between two ticks of a 10 ms timer, so the tick itself is taken off.
      lastDelayP99 = delay.count === 0 ? null : Math.max(0, delay.percentile(99) / 1e9 - 0.01);
      delay.reset();
      return lastDelayP99;
    },
  });

  return {
    streamsDropped,
    rateLimited,
    open: () => delay.enable(),
    close: () => delay.disable(),
    inFlight: () => inFlight.size,
    eventLoopDelayP99: () => lastDelayP99,
    /** A request has come in; `request` stands for it until `end` or `leave`. */
    begin: (request: object) => void inFlight.add(request),
    /** It has become an event stream: no request in flight any more, and its end says nothing about how fast requests are. */
    leave: (request: object) => void inFlight.delete(request),
    /** It was answered, or its client has gone. */
    end(request: object, { route, method, status, elapsedMs, isFile }: EndedRequest) {
      if (!inFlight.delete(request)) return;
      requests.inc({ route, method, status: String(status) });
      if (status === 'aborted') return;
      if (!isFile) seconds.observe({ route, method }, elapsedMs / 1000);
      if (status >= 500) failures.inc();
    },
    watchStreams: (count: () => number) => void metrics.gauge({ name: 'gantry_event_streams', help: 'Open event streams' }, count),
  };
}

export type ApiMetrics = ReturnType<typeof createApiMetrics>;

export interface EndedRequest {
  /** Its pattern, never its path. */
  route: string;
  method: string;
  status: number | 'aborted';
  elapsedMs: number;
  /** A file of the panel or of the page of the API. */
  isFile: boolean;
}

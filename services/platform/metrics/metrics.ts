import client from 'prom-client';

export type Counter<L extends string = string> = client.Counter<L>;
export type Gauge<L extends string = string> = client.Gauge<L>;
export type Histogram<L extends string = string> = client.Histogram<L>;

/** One metric as a room declares it. Names follow Prometheus: base units, `_total` for counters, bounded labels. */
export interface MetricDeclaration<L extends string = never> {
  name: string;
  help: string;
  labels?: readonly L[];
}

export interface Metrics {
  counter<L extends string = never>(declaration: MetricDeclaration<L>): Counter<L>;
  /** `read` is asked at every scrape; undefined leaves the metric out, for what cannot be measured now. */
  gauge<L extends string = never>(declaration: MetricDeclaration<L>, read?: () => number | undefined): Gauge<L>;
  /** `buckets` are upper bounds in the metric's unit. */
  histogram<L extends string = never>(declaration: MetricDeclaration<L>, buckets: readonly number[]): Histogram<L>;
  /** Prometheus text format. */
  render(): Promise<string>;
}

/** A registry of its own, so two hosts in one process do not share counts. */
export function createMetrics(): Metrics {
  const registry = new client.Registry();
  const shape = <L extends string>({ name, help, labels = [] }: MetricDeclaration<L>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter: (declaration) => new client.Counter(shape(declaration)),
    gauge(declaration, read) {
      if (read === undefined) return new client.Gauge(shape(declaration));
      return new client.Gauge({
        ...shape(declaration),
        collect() {
          const value = read();
          if (value === undefined) this.reset();
          else (this as client.Gauge).set(value);
        },
      });
    },
    histogram: (declaration, buckets) => new client.Histogram({ ...shape(declaration), buckets: [...buckets] }),
    render: () => registry.metrics(),
  };
}

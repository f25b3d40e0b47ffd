import { prometheusDuration, prometheusSize } from './amounts.ts';
import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { decimal, duration, integer, size, text } from './variable.ts';

export const prometheusVariables = {
  ...prefixed('PROMETHEUS', 'prometheus', {
    PORT: publishedPort('Prometheus'),
    RETENTION: duration({
      grammar: prometheusDuration,
      // Blocks are of two hours; less than one is never kept.
      min: '2h',
      max: '100y',
      description: 'How long samples are kept; they go earlier when PROMETHEUS_RETENTION_SIZE is reached.',
    }),
    RETENTION_SIZE: size({
      grammar: prometheusSize,
      min: '0B',
      description: 'Size of the blocks of samples on disk beyond which the oldest go; 0B is no limit.',
    }),
    LOG_LEVEL: logLevel('Prometheus', ['debug', 'info', 'warn', 'error']),
  }),
  ...everyService('prometheus'),
};

export const grafanaVariables = {
  ...prefixed('GRAFANA', 'grafana', {
    PORT: publishedPort('Grafana'),
    ADMIN_USER: text({
      pattern: /^[A-Za-z0-9][A-Za-z0-9@._+-]{0,189}$/,
      rule: 'must be a login of letters, digits, "@", ".", "_", "+" and "-"',
      description: 'Login of the first administrator. Read only while the volume is new.',
    }),
    LOG_LEVEL: logLevel('Grafana', ['debug', 'info', 'warn', 'error', 'critical']),
  }),
  ...everyService('grafana'),
};

export const jaegerVariables = {
  ...prefixed('JAEGER', 'jaeger', {
    PORT: publishedPort("Jaeger's panel"),
    OTLP_PORT: publishedPort('traces by OTLP over HTTP'),
    OTLP_GRPC_PORT: publishedPort('traces by OTLP over gRPC, which is published in dev only,'),
    // Levels of zap, which the collector is built on.
    LOG_LEVEL: logLevel('Jaeger', ['debug', 'info', 'warn', 'error', 'dpanic', 'panic', 'fatal']),
    SAMPLING: decimal({ min: '0', max: '1', description: 'Share of traces that are kept, as clients that ask for it are told; 1 is all.' }),
    MAX_TRACES: integer({ min: '1', max: '100000000', unit: 'traces', description: 'Traces held in memory; the oldest go first.' }),
  }),
  ...everyService('jaeger'),
};

import { z } from 'zod';
import { figureHistorySchema } from '../figures.ts';
import { healthSchema } from '../health.ts';
import { operation } from '../operation.ts';

const nothing = z.object({});

/** Questions about the host itself. */
export const probeOperations = {
  'probe.live': operation({
    method: 'GET',
    path: '/livez',
    scope: 'public',
    tag: 'Probes',
    summary: 'Whether the event loop turns',
    input: nothing,
    output: z.object({ status: z.literal('live') }),
  }),
  'probe.ready': operation({
    method: 'GET',
    path: '/readyz',
    scope: 'public',
    tag: 'Probes',
    summary: 'Whether requests will be served: model loaded, migrations done, not draining',
    input: nothing,
    output: z.object({ status: z.literal('ready') }),
    errors: ['not_ready', 'draining'],
  }),
  'health.read': operation({
    method: 'GET',
    path: '/health',
    scope: 'read',
    tag: 'Probes',
    summary: 'Every part with its state, reason and checks',
    input: z.object({ refresh: z.boolean().default(false).describe('Run every check now instead of giving the last results') }),
    output: healthSchema,
  }),
  'metrics.read': operation({
    method: 'GET',
    path: '/metrics',
    scope: 'read',
    tag: 'Probes',
    summary: 'Metrics in Prometheus text format',
    reply: 'text',
    input: nothing,
    output: z.string(),
  }),
  'figures.read': operation({
    method: 'GET',
    path: '/figures',
    scope: 'read',
    tag: 'Probes',
    summary: 'Sampled figures of the last hour',
    input: z.object({ seconds: z.number().int().min(10).max(3600).default(900).describe('How far back') }),
    output: figureHistorySchema,
  }),
  'openapi.read': operation({
    method: 'GET',
    path: '/openapi.json',
    scope: 'read',
    tag: 'Probes',
    summary: 'This API as an OpenAPI 3.1 document',
    input: nothing,
    output: z.record(z.string(), z.unknown()),
  }),
  'docs.read': operation({
    method: 'GET',
    path: '/docs',
    scope: 'read',
    tag: 'Probes',
    summary: 'This API as a page',
    reply: 'html',
    input: nothing,
    output: z.string(),
  }),
  'events.stream': operation({
    method: 'GET',
    path: '/events',
    scope: 'read',
    tag: 'Control',
    reply: 'event-stream',
    summary: 'Events as they happen, as server-sent events',
    description:
      'Send `Last-Event-ID` to receive what was missed, as far as the last 1,000 events reach; a `resync` event says that they did not.',
    input: nothing,
    output: z.string(),
  }),
};

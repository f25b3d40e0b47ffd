import { z } from 'zod';
import { setting } from './setting.ts';

/** The local API. */
export const serverSettings = {
  port: setting({
    schema: z.number().int().min(0).max(65535).default(8091),
    description: 'Port of the local API on 127.0.0.1; 0 picks a free one. GANTRY_PORT sets it too.',
    restarts: 'host',
  }),
  drainTimeoutMs: setting({
    schema: z.number().int().min(0).max(60_000).default(20_000),
    unit: 'ms',
    description: 'How long a stop waits for requests in flight. With the closing of the parts it stays below 25 s.',
    restarts: 'host',
  }),
  sessionHours: setting({
    schema: z.number().min(0.1).max(720).default(12),
    unit: 'h',
    description: 'How long a browser session lasts.',
    restarts: 'host',
  }),
  requestTimeoutMs: setting({
    schema: z.number().int().min(1000).max(600_000).default(120_000),
    unit: 'ms',
    description: 'Longest time one request may take.',
    restarts: 'host',
  }),
  requestsPerMinute: setting({
    schema: z.number().int().min(0).max(1_000_000).default(0),
    unit: 'requests/min',
    description:
      'Most requests a minute of one API token and the sessions made with it; a limit of the token itself wins. 0: no limit. Probes, ' +
      'health, metrics and panel sessions by a link are not limited.',
    example: 600,
    restarts: 'nothing',
  }),
};

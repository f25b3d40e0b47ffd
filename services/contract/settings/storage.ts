import { z } from 'zod';
import { setting } from './setting.ts';

/** Where documents are kept. */
export const storageSettings = {
  provider: setting({
    schema: z.enum(['embedded']).default('embedded'),
    description: 'embedded: Postgres inside Gantry, nothing to install.',
    restarts: 'host',
  }),
  poolMaxConnections: setting({
    schema: z.number().int().min(1).max(32).default(4),
    unit: 'connections',
    description:
      'Connections of the pool. The embedded database runs one statement at a time, so more only shortens the wait between them.',
    restarts: 'host',
  }),
  poolAcquireTimeoutMs: setting({
    schema: z.number().int().min(100).max(120_000).default(30_000),
    unit: 'ms',
    description: 'How long a request waits for a connection.',
    restarts: 'host',
  }),
  statementTimeoutMs: setting({
    schema: z.number().int().min(0).max(600_000).default(60_000),
    unit: 'ms',
    description: 'Longest time one statement may take; 0 is no limit.',
    restarts: 'host',
  }),
};

/** The cache in memory, behind the interface Redis will have. */
export const cacheSettings = {
  maxBytes: setting({
    schema: z.number().int().min(1_048_576).max(8_589_934_592).default(67_108_864),
    unit: 'bytes',
    description: 'Largest size of the cache; the entries used longest ago go first.',
    restarts: 'host',
  }),
};

import { z } from 'zod';
import { setting } from './setting.ts';

/** Where documents are kept. */
export const storageSettings = {
  provider: setting({
    schema: z.enum(['embedded', 'stack', 'external']).default('embedded'),
    description:
      'embedded: Postgres inside Gantry, nothing to install; stack: the Postgres of the stack; external: one of your own. Leave it unset and ' +
      'use the task that switches: it moves the documents and remembers its choice. A value set here wins and moves nothing.',
    // Read once, when the pool is opened; the task that switches does so without a restart.
    restarts: 'host',
  }),
  externalHost: setting({
    schema: z.string().max(255).default(''),
    description: 'Host name or address of a Postgres of your own, or the folder of its socket; empty is none.',
    example: 'db.example.org',
    restarts: 'host',
  }),
  externalPort: setting({
    schema: z.number().int().min(1).max(65_535).default(5432),
    description: 'Port of that Postgres.',
    restarts: 'host',
  }),
  externalUser: setting({
    schema: z.string().min(1).max(63).default('gantry'),
    description: 'User there; must own the database, or be allowed to make tables in it.',
    restarts: 'host',
  }),
  externalDatabase: setting({
    schema: z.string().min(1).max(63).default('gantry'),
    description: 'Name of the database there. It must exist.',
    restarts: 'host',
  }),
  externalPasswordFile: setting({
    schema: z.string().max(4096).default(''),
    description:
      'File with the password of that user, readable by you alone; read anew at each connection. Empty is no password. The password itself never stands in a setting.',
    example: '~/.config/gantry/secrets/external_password',
    restarts: 'host',
  }),
  externalTls: setting({
    schema: z.enum(['off', 'require', 'verify']).default('verify'),
    description:
      'verify: encrypted, and the certificate must be valid for the host; require: encrypted, whoever answers; off: plain, for this computer ' +
      'or a network you trust.',
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

/** The cache: in memory, or in Redis behind the same interface. */
export const cacheSettings = {
  provider: setting({
    schema: z.enum(['memory', 'stack']).default('memory'),
    description: 'memory: inside Gantry; stack: the Redis of the stack. Without an answer from Redis Gantry goes on without a cache.',
    restarts: 'host',
  }),
  keyPrefix: setting({
    schema: z
      .string()
      .regex(/^[A-Za-z0-9:_-]{1,64}$/, 'must be letters, digits, : _ and -')
      .default('gantry:'),
    description: 'What the keys in Redis begin with, so that other programs may use the same Redis.',
    restarts: 'host',
  }),
  redisTimeoutMs: setting({
    schema: z.number().int().min(10).max(10_000).default(250),
    unit: 'ms',
    description: 'How long an answer of Redis may take before the work goes on without it.',
    restarts: 'host',
  }),
  maxBytes: setting({
    schema: z.number().int().min(1_048_576).max(8_589_934_592).default(67_108_864),
    unit: 'bytes',
    description: 'Largest size of the cache in memory; the entries used longest ago go first.',
    restarts: 'host',
  }),
};

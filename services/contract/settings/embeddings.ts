import { z } from 'zod';
import { setting } from './setting.ts';

/** The embedding model and how it is run. */
export const embeddingSettings = {
  precision: setting({
    schema: z.enum(['auto', 'int8', 'fp32']).default('auto'),
    description: 'auto: int8 where the processor has VNNI or better, fp32 elsewhere.',
    restarts: 'host',
  }),
  threads: setting({
    schema: z.number().int().min(0).max(64).default(0),
    unit: 'threads',
    description: 'Threads of one inference; 0 takes the physical cores.',
    restarts: 'host',
  }),
  maxBatchTokens: setting({
    schema: z.number().int().min(256).max(65_536).default(1024),
    unit: 'tokens',
    description:
      'Largest batch handed to the model, padding included. Larger ones were no faster a text from 5 passages on, and a question waits for the batch before it.',
    restarts: 'host',
  }),
  maxBatchSize: setting({
    schema: z.number().int().min(1).max(256).default(32),
    unit: 'texts',
    description: 'Most texts in one batch.',
    restarts: 'host',
  }),
  maxWaitMs: setting({
    schema: z.number().min(0).max(100).default(2),
    unit: 'ms',
    description: 'How long a text may wait for others while the model is idle.',
    restarts: 'host',
  }),
  maxQueuedTexts: setting({
    schema: z.number().int().min(1).max(1_000_000).default(8192),
    unit: 'texts',
    description: 'Texts that may wait; beyond it requests are refused with 429.',
    restarts: 'host',
  }),
  cacheVectors: setting({
    schema: z.boolean().default(true),
    description: 'Whether vectors of texts seen before are taken from the cache.',
    restarts: 'host',
  }),
};

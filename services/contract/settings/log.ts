import { z } from 'zod';
import { setting } from './setting.ts';

/** The log of the host. */
export const logSettings = {
  level: setting({
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    description: 'Least level that is written.',
    restarts: 'nothing',
  }),
  maxFileBytes: setting({
    schema: z.number().int().min(65_536).max(1_073_741_824).default(10_485_760),
    unit: 'bytes',
    description: 'Size at which a new log file is begun at the next start; the last 3 are kept.',
    restarts: 'host',
  }),
};

import { z } from 'zod';
import { timestampSchema } from '../values.ts';
import { serviceNameSchema } from './service.ts';

export const logLevelSchema = z.enum(['debug', 'info', 'warning', 'error', 'fatal']);
export type LogLevel = z.infer<typeof logLevelSchema>;

/** One line a container wrote. */
export const logLineSchema = z
  .object({
    service: serviceNameSchema,
    at: timestampSchema.describe('When the engine received it'),
    stream: z.enum(['stdout', 'stderr']),
    level: logLevelSchema.nullable().describe('As far as the line says it'),
    text: z.string(),
  })
  .meta({ id: 'LogLine' });
export type LogLine = z.infer<typeof logLineSchema>;

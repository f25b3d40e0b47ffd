import { z } from 'zod';
import { timestampSchema } from './values.ts';

export const figureUnitSchema = z.enum(['count', 'per_second', 'seconds', 'bytes', 'ratio']);

/** A measured number with a name: what a chart draws. */
export const figureSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_]*$/),
    title: z.string(),
    unit: figureUnitSchema,
    window_seconds: z.number().nonnegative().describe('Over how long it is measured; 0 is an instant'),
  })
  .meta({ id: 'Figure' });
export type Figure = z.infer<typeof figureSchema>;

export const figureHistorySchema = z
  .object({
    interval_seconds: z.number().positive(),
    figures: z.array(figureSchema),
    at: z.array(timestampSchema).describe('Times of the samples, oldest first'),
    values: z.record(z.string(), z.array(z.number().nullable())).describe('By figure, beside `at`; null is a gap, never 0'),
  })
  .meta({ id: 'FigureHistory' });
export type FigureHistory = z.infer<typeof figureHistorySchema>;

import { z } from 'zod';
import { slugSchema, timestampSchema } from './values.ts';

/** The words for state, used by every part, check and screen. */
export const stateSchema = z
  .enum(['ok', 'starting', 'degraded', 'down', 'stopped', 'unknown'])
  .describe(
    'ok: works; starting: on the way; degraded: works with a loss; down: does not work; stopped: on purpose; unknown: not measured',
  );
export type State = z.infer<typeof stateSchema>;

/** The answer to one check: what was found, why, and what to do. */
export const checkResultSchema = z
  .object({
    name: slugSchema,
    title: z.string().describe('The question, in words'),
    state: stateSchema,
    evidence: z.string().describe('What was measured, with unit'),
    cause: z.string().optional(),
    fix: z.string().optional(),
    checked_at: timestampSchema,
    duration_ms: z.number().nonnegative(),
  })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.infer<typeof checkResultSchema>;

/** One part of the host, such as the database or the model. */
export const partSchema = z
  .object({
    name: slugSchema,
    title: z.string(),
    state: stateSchema,
    reason: z.string().describe('One line: what it is doing, or why it is not well'),
    fix: z.string().optional(),
    since: timestampSchema.describe('When this state began'),
    start_ms: z.number().nonnegative().optional().describe('How long its last start took'),
    depends_on: z.array(slugSchema),
    checks: z.array(checkResultSchema),
  })
  .meta({ id: 'Part' });
export type Part = z.infer<typeof partSchema>;

export const healthSchema = z
  .object({
    state: stateSchema.describe('The worst of its parts'),
    summary: z.string().describe('In words, e.g. "All 6 parts healthy"'),
    version: z.string(),
    started_at: timestampSchema,
    environment: z.string().describe('STACK_ENV'),
    storage: z.string().describe('Where documents are: embedded, stack or external'),
    ready: z.boolean(),
    draining: z.boolean(),
    parts: z.array(partSchema),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof healthSchema>;

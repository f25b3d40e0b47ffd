import { z } from 'zod';
import { errorCodeSchema } from '../errors.ts';
import { serviceNameSchema } from './service.ts';

export const planActionSchema = z
  .enum([
    'pull',
    'create-network',
    'create-volume',
    'create',
    'recreate',
    'start',
    'update',
    'restart',
    'wait',
    'keep',
    'stop',
    'remove',
    'remove-network',
    'remove-volume',
  ])
  .describe('keep: nothing to do; update: limits of the running container; wait: until it is healthy');
export type PlanAction = z.infer<typeof planActionSchema>;

export const planStepSchema = z.object({
  action: planActionSchema,
  subject: z.string().describe('Service, network, volume or image'),
  service: serviceNameSchema.nullable(),
  reason: z.string().describe('Why this step is needed'),
  after: z.array(serviceNameSchema).describe('Services whose steps must have ended well before this one begins'),
  destroys: z.string().nullable().describe('What is lost by it; null for nothing'),
});
export type PlanStep = z.infer<typeof planStepSchema>;

/** Something that will stop the plan, or is worth knowing before. */
export const planProblemSchema = z.object({
  code: errorCodeSchema,
  service: serviceNameSchema.nullable(),
  message: z.string(),
  fix: z.string().optional(),
  is_blocking: z.boolean(),
});
export type PlanProblem = z.infer<typeof planProblemSchema>;

/** What would be done, in order, and what stands in the way. Nothing has happened yet. */
export const planSchema = z
  .object({
    verb: z.enum(['up', 'down', 'restart']),
    services: z.array(serviceNameSchema),
    steps: z.array(planStepSchema),
    problems: z.array(planProblemSchema),
    memory: z
      .object({
        needed_bytes: z
          .number()
          .nonnegative()
          .describe('Sum of the reservations, or of the limits where there is none, of all that would run'),
        limit_bytes: z.number().nonnegative().describe('Sum of the memory limits'),
        available_bytes: z.number().nonnegative().nullable().describe('Of the engine’s machine'),
      })
      .nullable(),
    destroys: z.array(z.string()),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof planSchema>;

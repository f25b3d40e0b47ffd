import { z } from 'zod';
import { errorCodeSchema } from './errors.ts';
import { engineSchema } from './stack/engine.ts';
import { planProblemSchema } from './stack/plan.ts';
import { serviceNameSchema } from './stack/service.ts';
import { timestampSchema } from './values.ts';

export const setupChoicesSchema = z.object({
  place: z.enum(['embedded', 'stack']).describe('embedded: everything inside Gantry; stack: services in containers'),
  credentials: z.enum(['generate', 'own']).describe('own: those without a value of your own are made all the same'),
  profiles: z.array(z.string().min(1).max(63)).max(50).describe('Profiles to start; empty with `embedded`'),
  storage: z.enum(['embedded', 'stack']).describe('Where documents are kept afterwards'),
});
export type SetupChoices = z.infer<typeof setupChoicesSchema>;

/** What the choices cost. A figure that nobody measured is null, never a guess. */
export const setupPlanSchema = z.object({
  services: z.array(serviceNameSchema),
  memory: z.object({
    needed_bytes: z.number().nonnegative(),
    limit_bytes: z.number().nonnegative(),
    available_bytes: z.number().nonnegative().nullable(),
  }),
  images: z.array(
    z.object({
      image: z.string(),
      service: serviceNameSchema,
      is_present: z.boolean(),
      bytes: z.number().nonnegative().nullable().describe('On disk where it is here; as published where that is known'),
    }),
  ),
  download: z.object({
    known_bytes: z.number().nonnegative(),
    unknown_images: z.number().int().nonnegative(),
    seconds: z.number().nonnegative().nullable().describe('At the speed of the last pull on this computer; null before there was one'),
  }),
  start_seconds: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Sum along the longest chain of what starts usually took here; null before there was one'),
  start_seconds_most: z.number().nonnegative().describe('The same by the start periods of the health checks: it should not take longer'),
  disk_free_bytes: z.number().nonnegative().nullable(),
  problems: z.array(planProblemSchema).describe('What stands in the way, or is worth knowing before'),
});
export type SetupPlan = z.infer<typeof setupPlanSchema>;

export const setupWorkSchema = z.enum(['secrets', 'images', 'services', 'documents']);
export type SetupWork = z.infer<typeof setupWorkSchema>;

/** One piece of what carrying out takes, in the order they are done. */
export const setupStepSchema = z.object({
  work: setupWorkSchema.describe('documents: their move to the database chosen'),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  task: z.string().nullable().describe('Id of the task that does it, where it is one of its own'),
});
export type SetupStep = z.infer<typeof setupStepSchema>;

/** The setup of this home: how far it is and what was chosen; survives a crash. */
export const setupSchema = z
  .object({
    step: z.enum(['place', 'credentials', 'services', 'running', 'done']),
    choices: setupChoicesSchema,
    engine: engineSchema,
    environment: z.string(),
    profiles: z.array(z.object({ name: z.string(), services: z.array(serviceNameSchema) })),
    missing_credentials: z.array(z.string()).describe('That the chosen services need and that are not there'),
    plan: setupPlanSchema.nullable().describe('null: nothing is started in containers, or it cannot be planned'),
    problem: z
      .object({ code: errorCodeSchema, message: z.string(), fix: z.string().optional() })
      .nullable()
      .describe('Why it cannot be planned'),
    steps: z.array(setupStepSchema).describe('Of the last run; of the next while there was none'),
    has_started: z.boolean().describe('Whether services of the stack were ever started with this home'),
    task: z.string().nullable().describe('Id of the task that carries it out'),
    done_at: timestampSchema.nullable(),
  })
  .meta({ id: 'Setup' });
export type Setup = z.infer<typeof setupSchema>;

import { z } from 'zod';
import { stateSchema } from '../health.ts';
import { timestampSchema } from '../values.ts';
import { logLineSchema } from './log-line.ts';
import { serviceNameSchema, servicePhaseSchema } from './service.ts';

/** One run of a health check. */
export const probeSchema = z.object({
  at: timestampSchema,
  by: z.enum(['engine', 'gantry']).describe('Who ran it'),
  exit_code: z.number().int().nullable().describe('null: it did not end in time or could not be run'),
  duration_ms: z.number().nonnegative(),
  output: z.string().describe('At most the last 2,000 characters'),
});
export type Probe = z.infer<typeof probeSchema>;

/** Something Gantry can do about it; `command` does the same in a terminal. */
export const fixActionSchema = z.object({
  label: z.string(),
  operation: z.string().nullable().describe('Operation to call, or null where a person has to act'),
  input: z.record(z.string(), z.unknown()),
  command: z.string().nullable(),
  destroys: z.string().nullable().describe('What is lost by it; null for nothing'),
});
export type FixAction = z.infer<typeof fixActionSchema>;

/** One explanation that fits the evidence. */
export const findingSchema = z.object({
  cause: z.string().describe('Stable name, e.g. `wrong-password-for-volume`'),
  title: z.string(),
  message: z.string(),
  evidence: z.array(z.string()).describe('Lines, codes and figures it is concluded from'),
  fix: z.string(),
  actions: z.array(fixActionSchema),
});
export type Finding = z.infer<typeof findingSchema>;

/** Why a service is as it is. */
export const whySchema = z
  .object({
    service: serviceNameSchema,
    state: stateSchema,
    phase: servicePhaseSchema,
    summary: z.string().describe('One sentence'),
    root: serviceNameSchema
      .nullable()
      .describe('Service at the end of the chain; the service itself when the trouble is its own; null when there is none'),
    chain: z
      .array(z.object({ service: serviceNameSchema, state: stateSchema, reason: z.string() }))
      .describe('From the service to the root'),
    findings: z.array(findingSchema).describe('Most specific first; of the root, when the root is another service'),
    healthcheck: z
      .object({ command: z.string(), interval_ms: z.number(), timeout_ms: z.number(), retries: z.number(), start_period_ms: z.number() })
      .nullable(),
    probes: z.array(probeSchema).describe('Newest first'),
    exit: z
      .object({
        code: z.number().int(),
        signal: z.string().nullable(),
        out_of_memory: z.boolean(),
        meaning: z.string(),
        at: timestampSchema.nullable(),
        error: z.string().nullable().describe('What the engine says'),
      })
      .nullable(),
    lines: z.array(logLineSchema).describe('Last lines that speak of errors; the last lines at all when none does'),
    changes: z
      .array(z.object({ what: z.enum(['image', 'config', 'credentials', 'limits']), detail: z.string() }))
      .describe('Since it was last healthy'),
    last_healthy_at: timestampSchema.nullable(),
    history: z.array(z.object({ at: timestampSchema, what: z.string(), reason: z.string() })).describe('What happened to it, newest first'),
    checked_at: timestampSchema,
  })
  .meta({ id: 'Why' });
export type Why = z.infer<typeof whySchema>;

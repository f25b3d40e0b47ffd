import { z } from 'zod';
import { stateSchema } from '../health.ts';

export const engineKindSchema = z.enum(['docker', 'podman']);
export type EngineKind = z.infer<typeof engineKindSchema>;

/** The container engine the stack runs on, and why that one. */
export const engineSchema = z
  .object({
    state: stateSchema.describe('ok: answers; starting: being looked for; down: there is none that answers'),
    reason: z.string(),
    fix: z.string().optional(),
    kind: engineKindSchema.nullable(),
    version: z.string().nullable(),
    api_version: z.string().nullable().describe('Negotiated with the engine'),
    rootless: z.boolean().nullable(),
    socket: z.string().nullable().describe('Address the engine is reached by'),
    chosen_because: z.string().nullable(),
    not_chosen: z.array(z.object({ place: z.string(), reason: z.string() })).describe('Where else an engine was looked for'),
    cpus: z.number().nullable(),
    memory_bytes: z.number().nullable().describe('Memory the engine can use'),
    can_limit_swap: z.boolean().nullable(),
    can_limit_pids: z.boolean().nullable(),
  })
  .meta({ id: 'Engine' });
export type EngineInfo = z.infer<typeof engineSchema>;

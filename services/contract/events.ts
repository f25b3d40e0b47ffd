import { z } from 'zod';
import { partSchema } from './health.ts';
import { taskSchema } from './task.ts';
import { collectionNameSchema, timestampSchema, uuidSchema } from './values.ts';

/** What the host announces on `/events`. Each is a fact that has happened, never a command. */
export const eventSchemas = {
  'part.changed': partSchema.describe('A part changed its state or reason'),
  'task.changed': taskSchema.describe('A task began, moved on or ended; at most 4 a second for one task'),
  'document.changed': z
    .object({ change: z.enum(['created', 'updated', 'deleted']), id: uuidSchema, collection: collectionNameSchema })
    .describe('A document was stored or deleted'),
  'figures.sampled': z
    .object({ at: timestampSchema, values: z.record(z.string(), z.number().nullable()) })
    .describe('All figures, once per sample interval; null where there was nothing to measure'),
  'host.draining': z.object({}).describe('The host is about to stop'),
} as const;

export type EventName = keyof typeof eventSchemas;
export type EventData<N extends EventName> = z.infer<(typeof eventSchemas)[N]>;

/** One event as it travels; `id` grows by one and lets a client ask for what it missed. */
export type GantryEvent = { [N in EventName]: { id: number; event: N; data: EventData<N> } }[EventName];

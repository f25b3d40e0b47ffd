import { z } from 'zod';
import { configDocumentSchema, revisionSchema } from './config/document.ts';
import { credentialNameSchema } from './credentials/credential.ts';
import { partSchema } from './health.ts';
import { engineSchema } from './stack/engine.ts';
import { serviceNameSchema, serviceSchema, usageSchema } from './stack/service.ts';
import { taskSchema } from './task.ts';
import { collectionNameSchema, timestampSchema, uuidSchema } from './values.ts';

/** What the host announces on `/events`. Each is a fact that has happened, never a command. */
export const eventSchemas = {
  'part.changed': partSchema.describe('A part changed its state or reason'),
  'task.changed': taskSchema.describe('A task began, moved on or ended; at most 4 a second for one task'),
  'document.changed': z
    .object({ change: z.enum(['created', 'updated', 'deleted']), id: uuidSchema, collection: collectionNameSchema })
    .describe('A document was stored or deleted'),
  'service.changed': serviceSchema.describe('A service of the stack changed its phase, state, reason or container'),
  'service.acted': z
    .object({ service: serviceNameSchema, action: z.enum(['restart', 'start', 'give-up']), reason: z.string(), at: timestampSchema })
    .describe('The host did something about a service by itself, or gave up'),
  'services.measured': z
    .object({ usage: z.record(serviceNameSchema, usageSchema) })
    .describe('Usage of every running service, once per sample interval'),
  'engine.changed': engineSchema.describe('The container engine came, went or changed'),
  'config.changed': z
    .object({ document: configDocumentSchema, keys: z.array(z.string()), revision: revisionSchema, by: z.string() })
    .describe('A configuration file was changed; values are not in it'),
  'credentials.changed': z
    .object({
      names: z.array(credentialNameSchema),
      change: z.enum(['made', 'set', 'rotated', 'repaired', 'moved', 'locked', 'unlocked', 'exported']),
    })
    .describe('Secrets or the way they are kept changed'),
  'tokens.changed': z.object({}).describe('A token or a session was made, changed or ended'),
  'setup.changed': z.object({}).describe('The setup moved on'),
  'figures.sampled': z
    .object({ at: timestampSchema, values: z.record(z.string(), z.number().nullable()) })
    .describe('All figures, once per sample interval; null where there was nothing to measure'),
  'host.draining': z.object({}).describe('The host is about to stop'),
} as const;

export type EventName = keyof typeof eventSchemas;
export type EventData<N extends EventName> = z.infer<(typeof eventSchemas)[N]>;

/** One event as it travels; `id` grows by one and lets a client ask for what it missed. */
export type GantryEvent = { [N in EventName]: { id: number; event: N; data: EventData<N> } }[EventName];

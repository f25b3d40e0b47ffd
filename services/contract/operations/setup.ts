import { z } from 'zod';
import { operation } from '../operation.ts';
import { setupChoicesSchema, setupSchema } from '../setup.ts';
import { taskSchema } from '../task.ts';

const tag = 'Control';

/** The three steps of the first run. */
export const setupOperations = {
  'setup.read': operation({
    method: 'GET',
    path: '/setup',
    scope: 'read',
    tag,
    summary: 'How far the setup is, what was chosen and what it will cost in memory, disk and time',
    input: z.object({}),
    output: setupSchema,
  }),
  'setup.save': operation({
    method: 'PUT',
    path: '/setup',
    scope: 'admin',
    tag,
    summary: 'Remember a step and its choices',
    input: setupChoicesSchema.partial().extend({ step: z.enum(['place', 'credentials', 'services', 'done']).optional() }),
    output: setupSchema,
    errors: ['profile_unknown', 'conflict'],
  }),
  'setup.run': operation({
    method: 'POST',
    path: '/setup/run',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Carry out what was chosen: secrets, images, start in health order, move of the documents; goes on after a crash',
    input: z.object({}),
    output: taskSchema,
    errors: [
      'engine_unavailable',
      'compose_invalid',
      'conflict',
      'memory_short',
      'profile_unknown',
      'port_taken',
      'disk_full',
      'folder_missing',
      'invalid_value',
    ],
  }),
  'stack.host-limits': operation({
    method: 'GET',
    path: '/stack/host-limits',
    scope: 'read',
    tag: 'Stack',
    summary: 'Text of a systemd drop-in that bounds the engine as a whole, where this computer has one; Gantry never applies it',
    input: z.object({}),
    output: z.object({
      is_supported: z.boolean(),
      reason: z.string().describe('Why, or why not'),
      unit: z.string().nullable().describe('The unit it belongs to'),
      path: z.string().nullable().describe('Where to put it'),
      text: z.string().nullable(),
      apply: z.array(z.string()).describe('What a person runs, in the folder where the text was saved, one after another'),
      check: z.array(z.string()).describe('What shows whether it holds'),
      take_back: z.array(z.string()),
    }),
    errors: ['compose_invalid'],
  }),
};

import { z } from 'zod';
import { operation } from '../operation.ts';
import { taskSchema, taskStateSchema } from '../task.ts';
import { slugSchema, uuidSchema } from '../values.ts';

const one = z.object({ id: uuidSchema });

/** Long work: what runs, what ran, cancel and resume. */
export const taskOperations = {
  'tasks.list': operation({
    method: 'GET',
    path: '/tasks',
    scope: 'read',
    tag: 'Control',
    summary: 'List tasks, newest first',
    input: z.object({
      state: taskStateSchema.optional(),
      kind: slugSchema.optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ tasks: z.array(taskSchema) }),
  }),
  'tasks.read': operation({
    method: 'GET',
    path: '/tasks/{id}',
    scope: 'read',
    tag: 'Control',
    summary: 'Read one task',
    input: one,
    output: taskSchema,
    errors: ['not_found'],
  }),
  'tasks.cancel': operation({
    method: 'POST',
    path: '/tasks/{id}/cancel',
    scope: 'ingest',
    tag: 'Control',
    summary: 'Cancel a task; what it stored stays',
    status: 202,
    input: one,
    output: taskSchema,
    errors: ['not_found', 'conflict'],
  }),
  'tasks.resume': operation({
    method: 'POST',
    path: '/tasks/{id}/resume',
    scope: 'admin',
    tag: 'Control',
    summary: 'Go on with a task that was cancelled, failed or interrupted',
    status: 202,
    input: one,
    output: taskSchema,
    errors: ['not_found', 'task_not_resumable', 'conflict'],
  }),
};

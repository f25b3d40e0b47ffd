import { z } from 'zod';
import { errorBodySchema, errorCodeSchema } from './errors.ts';
import { slugSchema, timestampSchema, uuidSchema } from './values.ts';

export const taskStateSchema = z.enum(['queued', 'running', 'cancelling', 'cancelled', 'succeeded', 'failed', 'interrupted']);
export type TaskState = z.infer<typeof taskStateSchema>;

export const taskProgressSchema = z.object({
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable().describe('null while not known'),
  unit: z.string().describe('What is counted, plural: documents, migrations, bytes'),
  per_second: z.number().nonnegative().nullable().describe('Over the last 10 s; null before there is a measurement'),
  eta_seconds: z.number().nonnegative().nullable(),
  current: z.string().optional().describe('What it is at, e.g. a file'),
});

/** One item the task went past: skipped on purpose or failed. */
export const taskProblemSchema = z.object({
  item: z.string(),
  code: z.union([errorCodeSchema, slugSchema]),
  message: z.string(),
  kind: z.enum(['skipped', 'failed']),
});
export type TaskProblem = z.infer<typeof taskProblemSchema>;

export const taskSchema = z
  .object({
    id: uuidSchema,
    kind: slugSchema,
    title: z.string(),
    state: taskStateSchema,
    cause: z.string().describe('Who or what asked for it'),
    progress: taskProgressSchema,
    problems: z.array(taskProblemSchema).describe('The first 200; the counts are complete'),
    skipped: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    result: z.record(z.string(), z.unknown()).optional().describe('What it made, when it succeeded'),
    error: errorBodySchema.optional(),
    resumable: z.boolean().describe('Whether resume will do anything now'),
    created_at: timestampSchema,
    started_at: timestampSchema.optional(),
    ended_at: timestampSchema.optional(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof taskSchema>;

import { z } from 'zod';
import {
  configConflictSchema,
  configDifferenceSchema,
  configDocumentSchema,
  configDriftSchema,
  configEffectSchema,
  configEntrySchema,
  configHistorySchema,
  configKeySchema,
  configProblemSchema,
  dryRunSchema,
  revisionSchema,
} from '../config/document.ts';
import { operation } from '../operation.ts';
import { serviceNameSchema } from '../stack/service.ts';
import { taskSchema } from '../task.ts';
import { textSchema } from '../values.ts';

const tag = 'Configuration';

/** Longest configuration file, characters. */
export const maxConfigChars = 200_000;

const edit = {
  document: configDocumentSchema,
  base_revision: revisionSchema.describe('The revision the change was made from'),
  text: z.string().max(maxConfigChars).optional().describe('The whole new text; give it or `changes`'),
  changes: z
    .array(z.object({ key: configKeySchema, value: z.unknown().describe('null takes the key out of the file') }))
    .min(1)
    .max(500)
    .optional()
    .describe('Single values; comments and order of the file stay'),
};

const hasOneEdit = ({ text, changes }: { text?: unknown; changes?: unknown }) => (text === undefined) !== (changes === undefined);
const oneEditRule = { message: 'give text or changes, and not both', path: ['changes'] };

const appliedSchema = z.object({
  step: configHistorySchema.nullable().describe('null: nothing changed'),
  revision: revisionSchema,
  task: taskSchema.nullable().describe('Restarts what is affected, watches its health, and takes the change back where it drops'),
});

const applyErrors = ['config_invalid', 'config_changed', 'conflict', 'disk_full', 'home_not_writable'] as const;

/** Configuration: what counts and why, previews, changes with history, undo and roll-back. */
export const configOperations = {
  'config.read': operation({
    method: 'GET',
    path: '/config',
    scope: 'read',
    tag,
    summary: 'Every setting and variable with its value, origin and layers; values of secrets are never in it',
    input: z.object({ document: configDocumentSchema.optional() }),
    output: z.object({
      environment: z.enum(['dev', 'staging', 'prod']),
      documents: z.array(
        z.object({
          name: configDocumentSchema,
          file: z.string(),
          revision: revisionSchema,
          problems: z.array(configProblemSchema).describe('Mistakes in the file as it is; the last good values count meanwhile'),
        }),
      ),
      entries: z.array(configEntrySchema),
      waits_for_restart: z.array(configKeySchema).describe('Settings whose file says something else than this host runs with'),
      missing: z.array(configKeySchema).describe('Keys a newer version needs and no layer gives'),
    }),
  }),
  'config.explain': operation({
    method: 'GET',
    path: '/config/keys/{key}',
    scope: 'read',
    tag,
    summary: 'One key: its value, what every layer says and where, and what the host or the containers really have',
    input: z.object({ key: configKeySchema }),
    output: z.object({ entry: configEntrySchema, drift: z.array(configDriftSchema), history: z.array(configHistorySchema) }),
    errors: ['not_found'],
  }),
  'config.drift': operation({
    method: 'GET',
    path: '/config/drift',
    scope: 'read',
    tag,
    summary: 'Where host, containers or programs have other values than the files say; asks each of them now',
    input: z.object({}),
    output: z.object({
      drift: z.array(configDriftSchema),
      checked: z
        .array(
          z.object({
            service: serviceNameSchema.nullable(),
            where: z.enum(['host', 'container', 'application']),
            values: z.number().int().nonnegative().describe('How many values were compared'),
            reason: z.string().nullable().describe('Why none were'),
          }),
        )
        .describe('What was asked: silence about a service is no proof'),
    }),
  }),
  'config.schema': operation({
    method: 'GET',
    path: '/config/schema',
    scope: 'read',
    tag,
    summary: 'JSON Schema of a configuration file, for editors',
    input: z.object({ document: configDocumentSchema.default('settings') }),
    output: z.record(z.string(), z.unknown()),
  }),
  'config.read-document': operation({
    method: 'GET',
    path: '/config/documents/{document}',
    scope: 'admin',
    tag,
    summary: 'The text of a configuration file with its revision',
    input: z.object({ document: configDocumentSchema }),
    output: z.object({
      document: configDocumentSchema,
      file: z.string(),
      format: z.enum(['yaml', 'env']),
      text: z.string(),
      revision: revisionSchema,
      problems: z.array(configProblemSchema),
    }),
  }),
  'config.preview': operation({
    method: 'POST',
    path: '/config/preview',
    scope: 'admin',
    tag,
    summary:
      'What a change would do: mistakes, diff, restarts, dry runs, and both sides where the file was changed meanwhile; writes nothing',
    input: z
      .object({ ...edit, dry_run: z.boolean().default(true).describe('Ask the programs themselves, where they run') })
      .refine(hasOneEdit, oneEditRule),
    output: z.object({
      is_valid: z.boolean(),
      problems: z.array(configProblemSchema),
      changed: z.array(configDifferenceSchema),
      diff: z.string().describe('Unified diff; empty: nothing changes'),
      text: z.string().describe('The text that would be written'),
      revision: revisionSchema.describe('Of the file as it is now'),
      effect: configEffectSchema,
      dry_runs: z.array(dryRunSchema),
      conflict: configConflictSchema.nullable(),
    }),
    errors: ['invalid_value'],
  }),
  'config.apply': operation({
    method: 'POST',
    path: '/config/apply',
    scope: 'admin',
    tag,
    summary: 'Write a change: all or nothing, with history; then restart what is affected and watch its health by a task',
    input: z
      .object({
        ...edit,
        reason: textSchema(500).optional().describe('For the history'),
        restart: z.boolean().default(true).describe('Restart what the change needs; false only writes'),
        watch_seconds: z
          .number()
          .int()
          .min(0)
          .max(600)
          .default(30)
          .describe('How long health is watched after the restart before the change is kept; 0 keeps it as soon as all is up'),
      })
      .refine(hasOneEdit, oneEditRule),
    output: appliedSchema,
    errors: applyErrors,
  }),
  'config.history': operation({
    method: 'GET',
    path: '/config/history',
    scope: 'admin',
    tag,
    summary: 'Steps of the configuration, newest first',
    input: z.object({ document: configDocumentSchema.optional(), limit: z.number().int().min(1).max(500).default(100) }),
    output: z.object({ steps: z.array(configHistorySchema) }),
  }),
  'config.undo': operation({
    method: 'POST',
    path: '/config/history/{id}/undo',
    scope: 'admin',
    tag,
    summary: 'Take any one step back and leave those after it; refused where they touch the same lines',
    input: z.object({
      id: configHistorySchema.shape.id,
      reason: textSchema(500).optional(),
      restart: z.boolean().default(true),
      watch_seconds: z.number().int().min(0).max(600).default(30),
    }),
    output: appliedSchema,
    errors: [...applyErrors, 'not_found'],
  }),
  'host.restart': operation({
    method: 'POST',
    path: '/host/restart',
    scope: 'admin',
    tag: 'Control',
    status: 202,
    summary: 'Drain and start Gantry again with the configuration as it is in the files; tasks go on afterwards',
    input: z.object({}),
    output: z.object({ restarting: z.literal(true) }),
    errors: ['config_invalid', 'conflict'],
  }),
};

import { z } from 'zod';
import { serviceNameSchema } from '../stack/service.ts';
import { timestampSchema } from '../values.ts';

/** The two files a person configures Gantry by: its own settings, and the variables of the stack. */
export const configDocumentSchema = z
  .enum(['settings', 'variables'])
  .describe('settings: config.yaml, the values of Gantry itself; variables: stack.env, the variables of the compose files');
export type ConfigDocumentName = z.infer<typeof configDocumentSchema>;

/** `section.key` of a setting, or the name of a variable. */
export const configKeySchema = z
  .string()
  .max(120)
  .regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, 'must be a setting as section.key, or the name of a variable');

/** Fingerprint of a file's bytes; `none` while there is no file. */
export const revisionSchema = z.string().regex(/^(none|[0-9a-f]{16})$/, 'must be a revision as config.read gives it');

export const configLayerSchema = z
  .enum(['default', 'stack', 'overlay', 'user', 'environment', 'command line'])
  .describe(
    'Lowest first. default: built in, or in compose.yaml; stack: stack/config/config.yaml; overlay: the file of STACK_ENV; user: config.yaml or stack.env of the configuration folder',
  );
export type ConfigLayer = z.infer<typeof configLayerSchema>;

/** What one layer says of a key. */
export const layerValueSchema = z.object({
  layer: configLayerSchema,
  place: z.string().nullable().describe('File and line, variable or option; null for what is built in'),
  value: z.unknown().describe('null for a secret'),
});
export type LayerValue = z.infer<typeof layerValueSchema>;

/** One configuration value with all that is known of it. Made from its declaration; forms and docs need nothing else. */
export const configEntrySchema = z
  .object({
    key: configKeySchema,
    document: configDocumentSchema,
    group: z.string().describe('Section of a setting, or service of a variable'),
    description: z.string(),
    unit: z.string().nullable(),
    example: z.string().nullable(),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the value; variables are text, with pattern or enum'),
    is_secret: z.boolean(),
    restarts: z.enum(['nothing', 'host', 'services']).describe('What must restart before a changed value counts'),
    services: z.array(serviceNameSchema).describe('Services whose container is made of this variable'),
    default: z.unknown(),
    value: z.unknown().describe('What counts, of all layers'),
    origin: z.object({ layer: configLayerSchema, place: z.string().nullable() }),
    layers: z.array(layerValueSchema).describe('Every layer that says something, lowest first; the last one counts'),
    running: z
      .unknown()
      .describe(
        'Settings: what this host runs with, which differs after a change that waits for a restart. Variables: null, see config.drift',
      ),
  })
  .meta({ id: 'ConfigEntry' });
export type ConfigEntry = z.infer<typeof configEntrySchema>;

/** A mistake in a text, by key and line. Never holds a value. */
export const configProblemSchema = z.object({
  key: z.string().nullable(),
  line: z.number().int().positive().nullable(),
  rule: z.string().describe('The rest of the sentence that begins with the key'),
});
export type ConfigProblem = z.infer<typeof configProblemSchema>;

/** One value that changes. Values of secrets are null. */
export const configDifferenceSchema = z.object({
  key: z.string(),
  from: z.unknown().describe('null where it was not set in the file'),
  to: z.unknown().describe('null where it is taken out'),
});
export type ConfigDifference = z.infer<typeof configDifferenceSchema>;

/** What has to happen before the changes count. */
export const configEffectSchema = z.object({
  at_once: z.array(z.string()).describe('Keys that count at once'),
  host: z.array(z.string()).describe('Keys for which Gantry itself starts again'),
  services: z.array(serviceNameSchema).describe('Running services that are made anew or get new limits'),
});
export type ConfigEffect = z.infer<typeof configEffectSchema>;

/** The service's own verdict on a value, from its own program. */
export const dryRunSchema = z.object({
  service: serviceNameSchema.nullable().describe('null: the files as a whole'),
  command: z.string().describe('What was run'),
  state: z.enum(['passed', 'failed', 'skipped']),
  output: z.string().describe('What it said, at most the last 2,000 characters; why it was skipped'),
});
export type DryRun = z.infer<typeof dryRunSchema>;

/** Both sides of a change to a file that another one changed meanwhile. */
export const configConflictSchema = z.object({
  base: z.string().describe('The text the change began from'),
  theirs: z.string().describe('The text as it is now'),
  yours: z.string().describe('The text the change makes of the base'),
  merged: z.string().describe('Both, with marks <<<<<<< and >>>>>>> where they touch the same lines'),
  is_clean: z.boolean().describe('No marks: they do not touch the same lines'),
  changed_by: z.string().nullable().describe('Who changed it meanwhile, where it is known'),
});
export type ConfigConflict = z.infer<typeof configConflictSchema>;

/** One step of a file's history. */
export const configHistorySchema = z
  .object({
    id: z.string().regex(/^[0-9]{13}-[0-9a-f]{8}$/),
    document: configDocumentSchema,
    at: timestampSchema,
    author: z.string().describe('Name of the token or session; `outside` where an editor wrote the file'),
    reason: z.string(),
    kind: z
      .enum(['edit', 'undo', 'rollback', 'outside'])
      .describe('rollback: Gantry took a change back by itself; outside: the file was changed by another program'),
    of: z.string().nullable().describe('The step that was undone or rolled back'),
    state: z
      .enum(['applied', 'watching', 'kept', 'rolled_back', 'undone'])
      .describe('applied: nothing had to restart; watching: health is watched; kept: it stayed well'),
    changed: z.array(configDifferenceSchema),
    diff: z.string().describe('Unified diff; values of secrets are replaced'),
    note: z.string().nullable().describe('Why it was rolled back, or what came of it'),
    task: z.string().nullable().describe('The task that carried it out'),
    from_revision: revisionSchema,
    to_revision: revisionSchema,
  })
  .meta({ id: 'ConfigHistory' });
export type ConfigHistory = z.infer<typeof configHistorySchema>;

/** One value that is not what the files say, where it was looked up. */
export const configDriftSchema = z.object({
  key: configKeySchema,
  service: serviceNameSchema.nullable().describe('null: the host itself'),
  where: z
    .enum(['host', 'container', 'application'])
    .describe(
      'host: what this process runs with; container: what the engine made it with; application: what the program itself says or stored',
    ),
  expected: z.string(),
  actual: z.string(),
  detail: z.string().describe('Where the other value is from, and what makes them equal'),
});
export type ConfigDrift = z.infer<typeof configDriftSchema>;

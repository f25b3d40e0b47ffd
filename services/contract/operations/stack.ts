import { z } from 'zod';
import { operation } from '../operation.ts';
import { logLevelSchema, logLineSchema } from '../stack/log-line.ts';
import { planSchema } from '../stack/plan.ts';
import { limitsSchema, publishedPortSchema, serviceNameSchema, serviceSchema, stackSchema, usageSchema } from '../stack/service.ts';
import { whySchema } from '../stack/why.ts';
import { taskSchema } from '../task.ts';
import { timestampSchema } from '../values.ts';

const tag = 'Stack';
const one = z.object({ name: serviceNameSchema });
const namesSchema = z.array(serviceNameSchema).max(200);

const selection = {
  profiles: z.array(z.string().min(1).max(63)).max(50).default([]).describe('Profiles; with no profile and no service named: `core`'),
  services: namesSchema.default([]).describe('Services beside the profiles; what they depend on comes with them'),
};

const upInput = z.object({
  ...selection,
  pull: z.enum(['missing', 'always', 'never']).default('missing'),
  recreate: z.boolean().default(false).describe('Make the containers anew even where nothing changed'),
});
export type UpInput = z.output<typeof upInput>;

const downInput = z.object({
  profiles: selection.profiles.describe('Profiles; with no profile and no service named: all that has a container'),
  services: namesSchema.default([]).describe('Services beside the profiles; what depends on them stops with them'),
  remove: z.boolean().default(true).describe('Remove the containers too, and the network when none is left; false only stops them'),
  volumes: z
    .array(z.string().min(1).max(200))
    .max(100)
    .default([])
    .describe('Volumes to delete with their data, each by its key in the file'),
});
export type DownInput = z.output<typeof downInput>;

const stackErrors = ['engine_unavailable', 'compose_invalid', 'service_unknown', 'profile_unknown'] as const;

const logQuery = {
  since: timestampSchema.optional(),
  until: timestampSchema.optional(),
  tail: z.number().int().min(1).max(10_000).default(500).describe('Newest lines'),
  contains: z.string().max(200).optional().describe('Only lines that contain this, without regard to case'),
  level: logLevelSchema.optional().describe('Only lines of this level or worse; lines without a level stay out'),
  cursor: z.string().max(400).optional().describe('`cursor` of the reply before: only what came after it'),
  wait_seconds: z.number().int().min(0).max(30).default(0).describe('With `cursor`: wait so long for a new line'),
};

const logOutput = z.object({
  lines: z.array(logLineSchema).describe('Oldest first, merged by time'),
  cursor: z.string().describe('Where to go on'),
  is_cut: z.boolean().describe('There were older lines in the window than asked for'),
});

const limitsReply = z.object({
  name: serviceNameSchema,
  in_file: limitsSchema.describe('What the next container will have'),
  in_force: limitsSchema.nullable().describe('What the container has now'),
  usage: usageSchema.nullable(),
  recommended: z
    .object({
      memory_bytes: z.number().int().nullable().describe('99th percentile × 1.5, rounded up to 16 MiB'),
      cpus: z.number().nullable().describe('99th percentile × 1.5, rounded up to 0.05'),
      samples: z.number().int().nonnegative(),
      window_seconds: z.number().nonnegative(),
      memory_p99_bytes: z.number().nullable(),
      cpu_p99_cores: z.number().nullable(),
      reason: z.string().describe('What it rests on, or why there is none'),
    })
    .describe('From what was measured'),
  editable: z.array(z.enum(['cpus', 'memory_bytes', 'memory_swap_bytes', 'pids'])).describe('Limits the file makes a variable of'),
  can_limit_swap: z.boolean().nullable().describe('Whether the engine keeps a limit of swap; null: it does not say'),
});

const portsReply = z.object({
  ports: z.array(
    publishedPortSchema.extend({
      service: serviceNameSchema,
      state: z.enum(['free', 'ours', 'taken', 'unknown']).describe('ours: held by this service'),
      holder: z
        .object({
          kind: z.enum(['process', 'container', 'service', 'gantry']),
          name: z.string(),
          pid: z.number().int().nullable(),
          detail: z.string(),
        })
        .nullable(),
      proposed_port: z.number().int().nullable().describe('A free port, where this one is taken'),
      variable: z.string().nullable().describe('Variable by which it is changed'),
      dependents: namesSchema.describe('Services whose configuration names this port'),
    }),
  ),
});

/** The container stack: state, plans, changes, reasons, logs, figures, limits and ports. */
export const stackOperations = {
  'stack.read': operation({
    method: 'GET',
    path: '/stack',
    scope: 'read',
    tag,
    summary: 'The stack with its engine, profiles and services',
    input: z.object({}),
    output: stackSchema,
  }),
  'stack.plan': operation({
    method: 'POST',
    path: '/stack/plan',
    scope: 'read',
    tag,
    summary: 'What up, down or restart would do, step by step with reasons; changes nothing',
    input: z.object({
      verb: z.enum(['up', 'down', 'restart']).default('up'),
      profiles: selection.profiles,
      services: selection.services,
      recreate: z.boolean().default(false),
      remove: z.boolean().default(true),
      volumes: downInput.shape.volumes,
    }),
    output: planSchema,
    errors: stackErrors,
  }),
  'stack.up': operation({
    method: 'POST',
    path: '/stack/up',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Start services in the order of their dependencies, each when those it needs are healthy',
    input: upInput,
    output: taskSchema,
    errors: stackErrors,
  }),
  'stack.down': operation({
    method: 'POST',
    path: '/stack/down',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Stop services in reverse order and remove their containers; volumes stay unless named',
    input: downInput,
    output: taskSchema,
    errors: [...stackErrors, 'volume_unknown'],
  }),
  'stack.start-service': operation({
    method: 'POST',
    path: '/stack/services/{name}/start',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Start one service and what it needs',
    input: one,
    output: taskSchema,
    errors: stackErrors,
  }),
  'stack.stop-service': operation({
    method: 'POST',
    path: '/stack/services/{name}/stop',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Stop one service after those that need it; its container stays',
    input: one,
    output: taskSchema,
    errors: stackErrors,
  }),
  'stack.restart-service': operation({
    method: 'POST',
    path: '/stack/services/{name}/restart',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Restart one service, and those that say they must restart with it',
    input: one,
    output: taskSchema,
    errors: stackErrors,
  }),
  'stack.read-service': operation({
    method: 'GET',
    path: '/stack/services/{name}',
    scope: 'read',
    tag,
    summary: 'One service with its configuration; secrets by name only',
    input: one,
    output: z.object({
      service: serviceSchema,
      config: z.record(z.string(), z.unknown()).describe('As interpolated from the files; values of secrets are never in it'),
      place: z.string().describe('File and line'),
      needed_by: namesSchema,
    }),
    errors: ['service_unknown', 'compose_invalid'],
  }),
  'stack.why': operation({
    method: 'GET',
    path: '/stack/services/{name}/why',
    scope: 'read',
    tag,
    summary: 'Why a service is as it is: evidence, root, cause and fix',
    input: one,
    output: whySchema,
    errors: stackErrors,
  }),
  'stack.logs': operation({
    method: 'GET',
    path: '/stack/logs',
    scope: 'read',
    tag,
    summary: 'Log lines of the stack, merged by time',
    input: z.object({ services: z.string().max(2000).default('').describe('Names joined by commas; empty is all'), ...logQuery }),
    output: logOutput,
    errors: stackErrors,
  }),
  'stack.stats': operation({
    method: 'GET',
    path: '/stack/stats',
    scope: 'read',
    tag,
    summary: 'Measured CPU, memory, network, disk and processes of each service',
    input: z.object({
      service: serviceNameSchema.optional(),
      seconds: z.number().int().min(10).max(3600).default(900).describe('How far back'),
    }),
    output: z.object({
      interval_seconds: z.number().positive(),
      services: z.array(
        z.object({ name: serviceNameSchema, samples: z.array(usageSchema).describe('Oldest first; a gap is missing, never 0') }),
      ),
    }),
    errors: ['service_unknown'],
  }),
  'stack.read-limits': operation({
    method: 'GET',
    path: '/stack/services/{name}/limits',
    scope: 'read',
    tag,
    summary: 'Limits of a service, and what would fit what was measured',
    input: one,
    output: limitsReply,
    errors: stackErrors,
  }),
  'stack.set-limits': operation({
    method: 'PUT',
    path: '/stack/services/{name}/limits',
    scope: 'admin',
    tag,
    summary: 'Change limits of a running service at once, and write them down for the next',
    input: z.object({
      name: serviceNameSchema,
      cpus: z.number().min(0.01).max(512).optional(),
      memory_bytes: z.number().int().min(6_291_456, 'must be at least 6291456 (6 MiB, the least an engine takes)').optional(),
      memory_swap_bytes: z.number().int().min(-1).optional(),
      pids: z.number().int().min(1).max(4_194_304).optional(),
    }),
    output: limitsReply,
    errors: [...stackErrors, 'conflict'],
  }),
  'stack.exec': operation({
    method: 'POST',
    path: '/stack/services/{name}/exec',
    scope: 'admin',
    tag,
    summary: 'Run a command inside a service, as a list of arguments; no shell is put between',
    input: z.object({
      name: serviceNameSchema,
      command: z.array(z.string().max(32_768)).min(1).max(200),
      stdin: z.string().max(1_000_000).optional(),
      timeout_seconds: z.number().int().min(1).max(110).default(30),
    }),
    output: z.object({
      exit_code: z.number().int().nullable().describe('null: it did not end in time'),
      stdout: z.string(),
      stderr: z.string(),
      is_cut: z.boolean().describe('More than 1 MiB was written; the rest is missing'),
    }),
    errors: [...stackErrors, 'conflict'],
  }),
  'stack.ports': operation({
    method: 'GET',
    path: '/stack/ports',
    scope: 'read',
    tag,
    summary: 'Every port of the stack on this computer and who holds it',
    input: z.object({}),
    output: portsReply,
    errors: stackErrors,
  }),
  'stack.remap-port': operation({
    method: 'POST',
    path: '/stack/ports/remap',
    scope: 'admin',
    tag,
    summary: 'Give a service another port on this computer; what names the port changes with it',
    input: z.object({
      service: serviceNameSchema,
      container_port: z.number().int().min(1).max(65_535),
      host_port: z.number().int().min(1).max(65_535).optional().describe('Default: a free one near the present one'),
    }),
    output: z.object({
      variable: z.string(),
      from: z.number().int(),
      to: z.number().int(),
      restarts: namesSchema.describe('Services that run and are made anew to take it'),
      task: taskSchema.nullable(),
    }),
    errors: [...stackErrors, 'conflict', 'port_taken'],
  }),
  'stack.pull': operation({
    method: 'POST',
    path: '/stack/pull',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Pull the images of services, with bytes, speed and time left',
    input: z.object({ ...selection }),
    output: taskSchema,
    errors: stackErrors,
  }),
  'stack.pin': operation({
    method: 'POST',
    path: '/stack/pin',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Write down the digests of the images the engine has, so that the next pull brings the same',
    input: z.object({}),
    output: taskSchema,
    errors: stackErrors,
  }),
  'storage.switch': operation({
    method: 'POST',
    path: '/storage/switch',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Move documents to another database by a task, verify them there and go on with it; the old data stays',
    input: z.object({
      to: z.enum(['embedded', 'stack', 'external']),
      replace: z.boolean().default(false).describe('Replace what is in the target already'),
    }),
    output: taskSchema,
    errors: ['conflict', 'engine_unavailable'],
  }),
};

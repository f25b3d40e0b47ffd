import { z } from 'zod';
import { stateSchema } from '../health.ts';
import { timestampSchema } from '../values.ts';
import { engineSchema } from './engine.ts';

/** Name of a service in the compose file. */
export const serviceNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, 'must be 1 to 63 of letters, digits, ., _ and -, starting with a letter or digit');

/** Where a service is on its way. */
export const servicePhaseSchema = z
  .enum([
    'absent',
    'waiting',
    'pulling',
    'creating',
    'starting',
    'initialising',
    'healthy',
    'running',
    'unhealthy',
    'restarting',
    'stopping',
    'stopped',
    'exited',
    'paused',
    'unknown',
  ])
  .describe(
    'absent: no container; waiting: for a dependency; initialising: runs, its health check has not passed yet; running: it has no health check; exited: ended although it should run; unknown: the engine cannot be asked',
  );
export type ServicePhase = z.infer<typeof servicePhaseSchema>;

/** Nullable: no limit, or not known. Memory and swap together are `memory_swap_bytes`. */
export const limitsSchema = z.object({
  cpus: z.number().positive().nullable(),
  memory_bytes: z.number().int().positive().nullable(),
  memory_swap_bytes: z.number().int().min(-1).nullable().describe('Memory and swap together; -1 is no limit'),
  memory_reservation_bytes: z.number().int().positive().nullable(),
  pids: z.number().int().positive().nullable(),
});
export type ServiceLimits = z.infer<typeof limitsSchema>;

export const publishedPortSchema = z.object({
  host_address: z.string(),
  host_port: z.number().int(),
  container_port: z.number().int(),
  protocol: z.enum(['tcp', 'udp']),
  url: z.string().nullable().describe('Where a browser or client reaches it, for known protocols'),
});
export type ServicePort = z.infer<typeof publishedPortSchema>;

/** One measurement of a container. */
export const usageSchema = z
  .object({
    at: timestampSchema,
    cpu_cores: z.number().nonnegative().nullable().describe('Processor time per second since the sample before; null for the first'),
    throttled_ratio: z.number().min(0).max(1).nullable().describe('Share of scheduling periods in which the CPU limit held it back'),
    memory_bytes: z.number().nonnegative().nullable().describe('Without the page cache that can be given back'),
    memory_limit_bytes: z.number().nonnegative().nullable(),
    network_received_per_second: z.number().nonnegative().nullable().describe('bytes'),
    network_sent_per_second: z.number().nonnegative().nullable().describe('bytes'),
    block_read_per_second: z.number().nonnegative().nullable().describe('bytes'),
    block_written_per_second: z.number().nonnegative().nullable().describe('bytes'),
    pids: z.number().int().nonnegative().nullable(),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usageSchema>;

/** How long the last start took, phase by phase, in ms. */
export const startTimesSchema = z.object({
  waited_ms: z.number().nonnegative().describe('For its dependencies'),
  pulled_ms: z.number().nonnegative(),
  created_ms: z.number().nonnegative(),
  started_ms: z.number().nonnegative(),
  ready_ms: z.number().nonnegative().describe('From running to healthy'),
});
export type StartTimes = z.infer<typeof startTimesSchema>;

/** One service of the stack: what should be, what is, and why. */
export const serviceSchema = z
  .object({
    name: serviceNameSchema,
    profiles: z.array(z.string()),
    desired: z.enum(['running', 'stopped']).describe('What the person asked for last'),
    state: stateSchema,
    phase: servicePhaseSchema,
    reason: z.string().describe('One line: what it is doing, or why it is not well'),
    fix: z.string().optional(),
    since: timestampSchema.describe('When this phase began'),
    root: serviceNameSchema.nullable().describe('The service whose trouble this one waits for; null when it is its own'),
    image: z.object({ reference: z.string(), is_present: z.boolean().nullable() }),
    container: z
      .object({
        id: z.string(),
        name: z.string(),
        created_at: timestampSchema,
        started_at: timestampSchema.nullable(),
        exit_code: z.number().int().nullable(),
        restarts: z.number().int().nonnegative().describe('By Gantry, within the budget window'),
      })
      .nullable(),
    ports: z.array(publishedPortSchema),
    depends_on: z.array(
      z.object({
        service: serviceNameSchema,
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    ),
    limits: limitsSchema.describe('As the container has them; as the file says where there is none'),
    outdated: z.string().nullable().describe('Why the container is not what the file says now; null when it is'),
    last_start: startTimesSchema.nullable(),
    usual_ready_ms: z.number().nonnegative().nullable().describe('Median of its last starts, from running to healthy'),
    usage: usageSchema.nullable().describe('Last measurement, at most some seconds old; null when it does not run'),
  })
  .meta({ id: 'Service' });
export type Service = z.infer<typeof serviceSchema>;

/** The whole stack. */
export const stackSchema = z
  .object({
    project: z.string(),
    environment: z.string(),
    files: z.array(z.string()).describe('Compose files in the order they overlay each other'),
    problem: z
      .object({ code: z.string(), message: z.string(), fix: z.string().optional() })
      .nullable()
      .describe('Why the files cannot be used; the services are then those last known'),
    engine: engineSchema,
    state: stateSchema.describe('The worst of the services that should run; stopped when none should'),
    summary: z.string(),
    profiles: z.array(z.object({ name: z.string(), services: z.array(serviceNameSchema), running: z.number().int().nonnegative() })),
    services: z.array(serviceSchema),
    volumes: z.array(z.string()).describe('Keys of the volumes in the file'),
    task: z.string().nullable().describe('Id of the task that changes the stack now'),
    gateway: z
      .object({ url: z.string().nullable(), reason: z.string() })
      .describe('Where containers of the stack reach the local API, while it runs'),
  })
  .meta({ id: 'Stack' });
export type Stack = z.infer<typeof stackSchema>;

import { z } from 'zod';
import { setting } from './setting.ts';

/** The container stack. */
export const stackSettings = {
  engine: setting({
    schema: z.enum(['auto', 'docker', 'podman', 'none']).default('auto'),
    description:
      'Container engine; auto takes the first that answers (DOCKER_HOST, the Docker context in use, Docker, Podman); none does without.',
    restarts: 'host',
  }),
  socket: setting({
    schema: z.string().max(4096).default(''),
    description: 'Address of the engine, as unix:///path or tcp://127.0.0.1:port; empty looks in the usual places.',
    example: 'unix:///run/user/1000/podman/podman.sock',
    restarts: 'host',
  }),
  project: setting({
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _')
      .default('gantry'),
    description: 'Name of the Compose project, in front of the names of containers, networks and volumes.',
    example: 'gantry-two',
    restarts: 'host',
  }),
  file: setting({
    schema: z.string().max(4096).default(''),
    description: 'Compose file; empty is the one that comes with Gantry.',
    example: '~/my-stack/compose.yaml',
    restarts: 'host',
  }),
  readyTimeoutMs: setting({
    schema: z.number().int().min(1000).max(3_600_000).default(300_000),
    unit: 'ms',
    description: 'How long a service may take from running to healthy before its start counts as failed.',
    restarts: 'host',
  }),
  restartBudget: setting({
    schema: z.number().int().min(0).max(100).default(5),
    unit: 'restarts',
    description: 'How often a service that fails is restarted within 10 minutes before it is left alone; 0 never restarts.',
    restarts: 'host',
  }),
};

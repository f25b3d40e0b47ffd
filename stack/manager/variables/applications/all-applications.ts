import type { Application } from './application.ts';
import { nginx } from './nginx.ts';
import { postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { redis } from './redis.ts';

/** Programs that can be asked, one file each. */
export const allApplications: readonly Application[] = [postgres, redis, prometheus, nginx];

/** Why the others are not asked. */
export const notAsked: Readonly<Record<string, string>> = {
  'open-webui':
    'it keeps settings of its own in its database from its first start on, and Gantry does not read them: see its page Admin Panel, Settings',
  grafana: 'it tells its settings to its administrator only: see its page Administration, Settings',
  aider: 'it is a program a person talks to and keeps no settings',
  autogpt: 'it is a program a person talks to and keeps no settings',
};

export const unknownProgram = 'Gantry knows no way to ask this program for its values';

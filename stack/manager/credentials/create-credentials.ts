import type { Routes } from '#contract';
import type { SecretStore } from '#platform/credentials';
import type { Events } from '#platform/events';
import type { Tasks } from '#platform/tasks';
import type { ChangeTools } from '../change/change-tools.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { createCredentialList } from './describe-credentials.ts';
import { createExportFile } from './export-file.ts';
import { followRole } from './follow-role.ts';
import { createRepairTask } from './repair-task.ts';
import type { ApiToken } from './rotation.ts';
import { createRotationTask } from './rotation-task.ts';
import { createCredentialRoutes } from './routes.ts';

export interface CredentialsOptions {
  readonly tools: ChangeTools;
  readonly store: SecretStore;
  readonly apiToken: ApiToken;
  readonly tasks: Tasks;
  readonly events: Events;
  /** Folder of the export. */
  readonly folder: string;
  supervisor(): Pick<Supervisor, 'look' | 'reset'>;
}

/** The secrets of the stack: listed, made, set, rotated, repaired, exported. */
export function createCredentials(options: CredentialsOptions): { routes: Routes; onListed(): void } {
  const { tasks, events } = options;
  const tools = { ...options.tools, store: options.store, apiToken: options.apiToken };
  const rotations = createRotationTask({ tools, tasks, events, supervisor: options.supervisor });
  const routes = createCredentialRoutes({
    tools,
    events,
    list: createCredentialList(tools),
    exportFile: createExportFile({ store: options.store, folder: options.folder }),
    rotations,
    repairs: createRepairTask({ tools, tasks, events, supervisor: options.supervisor }),
  });
  return {
    routes,
    /** The containers are known (again). */
    onListed() {
      // One that is under way looks for itself.
      if (rotations.isUnderWay()) return;
      followRole(tools)
        .catch((error: unknown) => tools.log.warn({ err: error }, 'a rotation that was cut off was not looked after'))
        // What ended meanwhile was left alone, for its lock was held.
        .finally(() => setImmediate(() => options.supervisor().look()));
    },
  };
}

import type { EngineInfo, Setup, SetupPlan, Task } from '#contract';

/** What the setup needs of the rooms: the host connects them, for no other place knows the stack, the storage and the secrets at once. */
export interface SetupPorts {
  readonly environment: string;
  engine(): EngineInfo;
  hasStarted(): boolean;
  profiles(): Promise<Setup['profiles']>;
  /** @throws GantryError `compose_invalid`, `profile_unknown`, `engine_unavailable` */
  plan(profiles: readonly string[]): Promise<SetupPlan>;
  missingSecrets(profiles: readonly string[]): Promise<string[]>;
  /** Makes those that are missing; gives their names, never a value. */
  makeSecrets(profiles: readonly string[]): Promise<string[]>;
  /** A task that brings images which are not here; undefined: all are. */
  pullMissing(profiles: readonly string[], cause: string): Promise<Task | undefined>;
  /** A task that starts the services in the order of their health. */
  start(profiles: readonly string[], cause: string): Promise<Task>;
  /** Where the documents are now. */
  storage(): 'embedded' | 'stack' | 'external';
  /** A task that moves them. */
  moveDocuments(to: 'embedded' | 'stack', cause: string): Promise<Task>;
}

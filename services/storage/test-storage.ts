import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, configSchema } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createTasks } from '#platform/tasks';
import { createStorage, type StorageOptions } from './create-storage.ts';

export interface TestStorageOptions {
  config?: Partial<Config['storage']>;
  testing?: StorageOptions['testing'];
  /** Where the database of the stack is, and what else the host passes. */
  host?: Pick<StorageOptions, 'targets' | 'providerSetAt' | 'onSwitched'>;
}

/** A real storage in `home`, not started yet. */
export async function makeTestStorage(home: string, { config = {}, testing = {}, host = {} }: TestStorageOptions = {}) {
  const paths = resolvePaths({ GANTRY_HOME: home });
  const log = createLog({ level: 'silent' });
  const events = createEvents();
  const metrics = createMetrics();
  const sampler = createSampler({ events, log });
  const tasks = createTasks({ folder: join(paths.state, 'tasks'), events, log });
  await tasks.open();
  const settings = { ...configSchema.parse({}).storage, ...config };
  const storage = createStorage({ config: settings, paths, log, metrics, sampler, tasks, testing, ...host });
  const reasons: string[] = [];
  return {
    storage,
    paths,
    metrics,
    sampler,
    tasks,
    /** What the start reported. */
    reasons,
    start: () => storage.part.start((reason) => void reasons.push(reason)),
    stop: () => storage.part.stop(),
  };
}

export const makeTestHome = () => mkdtemp(join(tmpdir(), 'gantry-storage-'));

/** A new home with the database of another one that is stopped: quicker than making it. */
export async function copyTestHome(from: string): Promise<string> {
  const home = await makeTestHome();
  await cp(join(from, 'data'), join(home, 'data'), { recursive: true });
  return home;
}

export const removeTestHome = (home: string) => rm(home, { recursive: true, force: true });

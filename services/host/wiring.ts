import { join } from 'node:path';
import { createApi } from '#api';
import type { OperationName, Routes } from '#contract';
import { createEmbeddings } from '#embeddings';
import { createConfigEditor, createSettingsDocument, type LoadedConfig } from '#platform/config';
import { createSecretStore, type Keychain, secretStoreRoutes, type Tokens, tokenRoutes, type VaultKeyMemory } from '#platform/credentials';
import { createEvents } from '#platform/events';
import type { Log } from '#platform/log';
import { createMetrics, createSampler, metricRoutes } from '#platform/metrics';
import { createParts } from '#platform/parts';
import { type Paths, projectRoot } from '#platform/paths';
import { createTasks, taskPart, taskRoutes } from '#platform/tasks';
import { createSearch } from '#search';
import { createStack } from '#stack';
import { createMemoryCache, createRedisCache, createStorage } from '#storage';
import { configEffects } from './config-effects.ts';
import { findStackDatabase, findStackRedis } from './find-in-stack.ts';
import { type HealthSources, healthRoutes } from './health-routes.ts';
import { restartRoutes } from './restart-routes.ts';
import { createSetup } from './setup/create-setup.ts';
import { stackToken } from './stack-token.ts';

export interface WiringOptions {
  loaded: LoadedConfig;
  paths: Paths;
  log: Log;
  tokens: Tokens;
  keychain: Keychain;
  keyMemory: VaultKeyMemory | undefined;
  version: string;
  /** Where a container engine may be named: DOCKER_HOST and its like. */
  env: Record<string, string | undefined>;
  /** Port to take again after a restart, where the configuration leaves it open. */
  preferredPort: number | undefined;
  /** Drains this host and starts it again, soon; absent where nobody would. */
  restart: (() => void) | undefined;
}

/** Makes every room and connects them; nothing runs yet. The one place that knows all rooms. */
export function wire({ loaded, paths, log, tokens, keychain, keyMemory, version, env, preferredPort, restart }: WiringOptions) {
  const { config, environment, origin } = loaded;
  const events = createEvents();
  const metrics = createMetrics();
  const sampler = createSampler({ events, log });
  const parts = createParts({ events, log });
  tokens.subscribe(() => events.publish('tokens.changed', {}));
  const store = createSecretStore({
    paths,
    log,
    events,
    keychain,
    runtimeFolder: env.XDG_RUNTIME_DIR,
    ...(keyMemory === undefined ? {} : { keyMemory }),
  });
  const taskFolder = join(paths.state, 'tasks');
  const tasks = createTasks({ folder: taskFolder, events, log });
  let draining = false;

  const cache =
    config.cache.provider === 'stack'
      ? createRedisCache({ config: config.cache, find: () => findStackRedis(stack), log, metrics, sampler })
      : createMemoryCache({ config: config.cache, metrics, sampler });
  const { layer, place } = origin('storage.provider');
  const storage = createStorage({
    config: config.storage,
    ...(layer === 'default' ? {} : { providerSetAt: place ?? layer }),
    paths,
    log,
    metrics,
    sampler,
    tasks,
    targets: { stack: () => findStackDatabase(stack) },
  });
  const embeddings = createEmbeddings({ config: config.embeddings, paths, log, metrics, sampler, cache });
  const search = createSearch({ config: config.search, storage, embeddings, tasks, events, log, metrics, sampler });
  const stack = createStack({
    config: config.stack,
    environment,
    paths,
    log,
    events,
    tasks,
    metrics,
    store,
    apiToken: stackToken(tokens),
    env,
    apiPort: () => api.address()?.port ?? config.server.port,
    changeVariables: (changes, by) => configEditor.changeVariables(changes, by),
    listenForStack: (address) => api.listenForStack(address),
  });
  const setup = createSetup({
    file: join(paths.state, 'setup.json'),
    tasks,
    events,
    log,
    ports: {
      environment,
      ...stack.setup,
      storage: () => storage.provider(),
      moveDocuments: (to, cause) => storage.move(to, cause),
    },
  });
  const facts: Omit<ReturnType<HealthSources['facts']>, 'storage'> = {
    version,
    started_at: new Date().toISOString(),
    environment,
  };
  const configEditor = createConfigEditor({
    documents: [createSettingsDocument(loaded), stack.variables],
    environment,
    paths,
    events,
    tasks,
    log,
    effects: configEffects({ loaded, log, parts, stack, restart }),
  });
  const handlers = mergeRoutes([
    healthRoutes({ parts, facts: () => ({ ...facts, storage: storage.provider() }), isDraining: () => draining }),
    metricRoutes(metrics, sampler),
    taskRoutes(tasks),
    tokenRoutes(tokens),
    secretStoreRoutes({ store, isMounted: stack.mountsSecret }),
    embeddings.routes,
    search.routes,
    setup.routes,
    stack.routes,
    storage.routes,
    configEditor.routes,
    restartRoutes({ loaded, restart }),
  ]);
  const panelFolder = join(projectRoot(), 'dist', 'renderer');
  const api = createApi({
    config: config.server,
    paths,
    log,
    metrics,
    sampler,
    events,
    tokens,
    handlers,
    version,
    panelFolder,
    preferredPort,
  });
  for (const part of [api.part, storage.part, cache.part, embeddings.part, search.part, stack.part, taskPart(tasks, taskFolder)])
    parts.add(part);

  return {
    api,
    configEditor,
    events,
    parts,
    sampler,
    store,
    tasks,
    beginDraining() {
      draining = true;
      events.publish('host.draining', {});
    },
  };
}

/** One map of all handlers. @throws Error when two rooms serve the same operation: a mistake in the code */
export function mergeRoutes(all: readonly Routes[]): Routes {
  const merged: Routes = {};
  for (const routes of all) {
    for (const name of Object.keys(routes) as OperationName[]) {
      if (merged[name] !== undefined) throw new Error(`Two rooms serve the operation ${name}`);
    }
    Object.assign(merged, routes);
  }
  return merged;
}

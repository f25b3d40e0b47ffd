import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallContext, configSchema, type Handler, type OperationName, type Output, type ParsedInput } from '#contract';
import { createEmbeddings } from '#embeddings';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createTasks } from '#platform/tasks';
import { createMemoryCache, createStorage } from '#storage';
import { createSearch } from './search.ts';

export type TestRooms = Awaited<ReturnType<typeof openTestRooms>>;

/** Search on the real database and the real model, in a home of its own. */
export async function openTestRooms() {
  const home = await mkdtemp(join(tmpdir(), 'gantry-search-'));
  const paths = resolvePaths({ GANTRY_HOME: home });
  const config = configSchema.parse({});
  const log = createLog({ level: 'silent' });
  const events = createEvents();
  const metrics = createMetrics();
  const sampler = createSampler({ events, log });
  const tasks = createTasks({ folder: join(paths.state, 'tasks'), events, log });
  await tasks.open();
  const cache = createMemoryCache({ config: config.cache, metrics, sampler });
  const storage = createStorage({ config: config.storage, paths, log, metrics, sampler, tasks });
  const embeddings = createEmbeddings({ config: config.embeddings, paths, log, metrics, sampler, cache });
  const search = createSearch({ config: config.search, storage, embeddings, tasks, events, log, metrics, sampler });
  const parts = [cache.part, storage.part, embeddings.part, search.part];
  for (const part of parts) await part.start(() => {});
  return {
    config: config.search,
    storage,
    embeddings,
    search,
    tasks,
    events,
    metrics,
    async close() {
      await tasks.close();
      for (const part of parts.reverse()) await part.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Calls a handler as the API does. */
export async function call<N extends OperationName>(
  { search }: Pick<TestRooms, 'search'>,
  name: N,
  input: ParsedInput<N>,
): Promise<Output<N>> {
  return callWith({ signal: new AbortController().signal }, { search, name, input });
}

/** As `call`, with a signal of the caller. */
export async function callWith<N extends OperationName>(
  { signal }: Pick<CallContext, 'signal'>,
  { search, name, input }: Pick<TestRooms, 'search'> & { name: N; input: ParsedInput<N> },
): Promise<Output<N>> {
  const handler = search.routes[name] as Handler<N> | undefined;
  if (handler === undefined) throw new Error(`Search does not serve ${name}`);
  return handler(input, { requestId: 'test', signal, caller: 'test', scopes: ['admin'] });
}

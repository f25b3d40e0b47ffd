import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, type OperationName, operations, type Routes, type Scope, scopes } from '#contract';
import { createEvents } from '#platform/events';
import { makePrivateFolder } from '#platform/files';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createApi } from './index.ts';

export type Started = Awaited<ReturnType<typeof startApi>>;
const closers: (() => Promise<void>)[] = [];

/** Stops every api a test has started. */
export async function closeApis(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

/** Every operation answers with its own name, so a reply shows which handler ran. Tokens are the names of their scope. */
export async function startApi({
  handlers = {},
  home,
  config = {},
}: {
  handlers?: Routes;
  home?: string;
  config?: Record<string, number>;
} = {}) {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'gantry-api-')));
  const paths = resolvePaths({ GANTRY_HOME: folder });
  for (const path of Object.values(paths)) await makePrivateFolder(path);
  const log = createLog({ level: 'silent' });
  const events = createEvents();
  const metrics = createMetrics();
  const echo = Object.fromEntries(
    (Object.keys(operations) as OperationName[]).map((name) => [name, async () => ({ handled: name })]),
  ) as unknown as Routes;
  const api = createApi({
    config: configSchema.parse({ server: { port: 0, ...config } }).server,
    paths,
    log,
    metrics,
    sampler: createSampler({ events, log }),
    events,
    tokens: { verify: async (token) => (scopes.includes(token as Scope) ? { name: token, scopes: [token as Scope] } : undefined) },
    handlers: { ...echo, ...handlers },
    version: '1.2.3',
    panelFolder: join(folder, 'panel'),
  });
  await api.part.start(() => undefined);
  const { url, port } = api.address() as { url: string; port: number };
  const started = {
    api,
    events,
    metrics,
    url,
    port,
    paths,
    folder,
    ask: (path: string, init: RequestInit & { as?: string } = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { ...(init.as === undefined ? {} : { authorization: `Bearer ${init.as}` }), ...init.headers },
      }),
  };
  closers.push(async () => {
    await api.part.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return started;
}

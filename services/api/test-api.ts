import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, type OperationName, operations, type Routes, type Scope, scopes } from '#contract';
import { createEvents } from '#platform/events';
import { makePrivateFolder } from '#platform/files';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { type Paths, resolvePaths } from '#platform/paths';
import type { ApiTokens } from './account.ts';
import { createApi } from './index.ts';

export type Started = Awaited<ReturnType<typeof startApi>>;
const closers: (() => Promise<void>)[] = [];

/** Stops every api a test has started. */
export async function closeApis(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

/** Tokens that are the names of their scope, are never revoked and not counted. */
const scopeTokens: ApiTokens = {
  verify: async (token) => (scopes.includes(token as Scope) ? scopeToken(token as Scope) : undefined),
  standing: (id) => scopeToken(id as Scope),
  takeRequest: () => undefined,
  usage: {
    of: () => ({ requests: 0, errors: 0, tokens: 0, limited: 0, last_used_at: null }),
    begin: () => undefined,
    fail: () => undefined,
    limit: () => undefined,
    addTokens: () => undefined,
    forget: () => undefined,
    close: async () => undefined,
  },
};

function scopeToken(scope: Scope) {
  return { id: scope, mark: scope, name: scope, scopes: [scope], expiresAt: null, requestsPerMinute: null };
}

/** Every operation answers with its own name, so a reply shows which handler ran. Tokens are the names of their scope. */
export async function startApi({
  handlers = {},
  home,
  config = {},
  openTokens = async () => scopeTokens,
}: {
  handlers?: Routes;
  home?: string;
  config?: Record<string, number>;
  /** Default: tokens that are the names of their scopes. */
  openTokens?: (paths: Paths) => Promise<ApiTokens>;
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
  const serverConfig = configSchema.parse({ server: { port: 0, ...config } }).server;
  const api = createApi({
    config: serverConfig,
    paths,
    log,
    metrics,
    sampler: createSampler({ events, log }),
    events,
    tokens: await openTokens(paths),
    handlers: { ...echo, ...handlers },
    version: '1.2.3',
    panelFolder: join(folder, 'panel'),
  });
  await api.part.start(() => undefined);
  const { url, port } = api.address() as { url: string; port: number };
  const started = {
    api,
    config: serverConfig,
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

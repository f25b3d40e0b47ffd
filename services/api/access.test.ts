import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type BrowserSession, browserSessionSchema, GantryError, type ParsedInput, type Scope, type Token } from '#contract';
import { createTokens, type Tokens } from '#platform/credentials';
import { createLog } from '#platform/log';
import { closeApis, type Started, startApi } from './test-api.ts';

afterEach(closeApis);

const dayMs = 24 * 3_600_000;
const json = { 'content-type': 'application/json' };
const codeOf = async (response: Response) => ((await response.json()) as { error?: { code: string } }).error?.code ?? 'ok';

/** The real tokens behind the API, by a clock that only the test moves. */
async function startWithTokens(options: Omit<Parameters<typeof startApi>[0] & object, 'openTokens'> = {}) {
  const startedAt = Date.now();
  let passedMs = 0;
  const opened: Tokens[] = [];
  const api = await startApi({
    ...options,
    async openTokens(paths) {
      const tokens = await createTokens({ paths, log: createLog({ level: 'silent' }), now: () => startedAt + passedMs });
      opened.push(tokens);
      return tokens;
    },
  });
  const tokens = opened[0] as Tokens;
  tokens.subscribe(() => api.events.publish('tokens.changed', {}));
  const make = (change: Partial<ParsedInput<'tokens.create'>> & { scopes: Scope[] }) =>
    tokens.create({ name: `token ${crypto.randomUUID()}`, expires_in_days: 1, requests_per_minute: null, ...change }, 'test');
  return {
    ...api,
    tokens,
    make,
    pass: (ms: number) => {
      passedMs += ms;
    },
    usedBy: (id: string) => {
      const { requests, errors, limited, tokens: used } = tokens.list().find((token) => token.id === id) as Token;
      return { requests, errors, limited, tokens: used };
    },
  };
}

type Api = Awaited<ReturnType<typeof startWithTokens>>;

async function signIn(api: Started, body: object) {
  const response = await api.ask('/session', { method: 'POST', headers: json, body: JSON.stringify(body) });
  const { key } = (await response.json()) as { key: string };
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] as string, 'x-gantry-session': key };
}

const codeOfLink = (api: Started) => new URL(api.api.createLink().url).hash.replace('#open=', '');

/** Opens the event stream; `ended` is fulfilled when the host ends it. */
async function openStream(api: Started, headers: Record<string, string>): Promise<{ ended: Promise<string> }> {
  const response = await api.ask('/events', { headers });
  expect(response.status).toBe(200);
  return { ended: response.text() };
}

describe('what a token has opened', () => {
  const ends: [string, { status: number; code: string }, (api: Api, id: string) => unknown][] = [
    ['is revoked', { status: 401, code: 'token_invalid' }, ({ tokens }, id) => tokens.revoke(id)],
    ['is replaced', { status: 401, code: 'token_invalid' }, ({ tokens }, id) => tokens.replace(id)],
    ['may read no more', { status: 403, code: 'scope_missing' }, ({ tokens }, id) => tokens.update({ id, scopes: ['chat'] })],
    [
      'expires',
      { status: 401, code: 'token_expired' },
      async ({ tokens, pass, make }) => {
        pass(2 * dayMs);
        // In life the timer of the tokens says it; another token is made so that it is said here.
        await make({ scopes: ['read'] });
        expect(tokens.list().some((token) => token.is_expired)).toBe(true);
      },
    ],
  ];
  it.each(ends)('ends when it %s: its sessions, their event streams and its own', async (_, { status, code }, end) => {
    const api = await startWithTokens();
    const { token, secret } = await api.make({ scopes: ['read'] });
    const lasting = await api.make({ scopes: ['read'], expires_in_days: null });
    const headers = await signIn(api, { token: secret });
    const others = await signIn(api, { token: lasting.secret });
    expect((await api.ask('/health', { headers })).status).toBe(200);
    const streams = [await openStream(api, headers), await openStream(api, { 'x-api-key': secret })];
    const stays = await openStream(api, others);
    let hasEnded = false;
    void stays.ended.then(() => {
      hasEnded = true;
    });

    await end(api, token.id);
    // Before the first heartbeat, which would look again anyway.
    for (const stream of streams) expect(await stream.ended).not.toContain('still here');
    expect((await api.ask('/health', { headers })).status).toBe(status);
    const refused = await api.ask('/health', { as: secret });
    expect({ status: refused.status, code: await codeOf(refused) }).toEqual({ status, code });
    expect((await api.ask('/health', { headers: others })).status).toBe(200);
    expect(hasEnded).toBe(false);
  });

  it('has ended after a start, too, where the token was replaced meanwhile', async () => {
    const first = await startWithTokens();
    const { token, secret } = await first.make({ scopes: ['read'] });
    const lasting = await first.make({ scopes: ['read'] });
    const headers = await signIn(first, { token: secret });
    const others = await signIn(first, { token: lasting.secret });
    await first.api.part.stop();
    await first.tokens.replace(token.id);
    const again = await startWithTokens({ home: first.folder, config: { port: first.port } });
    expect(await codeOf(await again.ask('/health', { headers }))).toBe('token_invalid');
    expect((await again.ask('/health', { headers: others })).status).toBe(200);
  });

  it('follows its name and scopes', async () => {
    const seen: unknown[] = [];
    const api = await startWithTokens({
      handlers: {
        'models.list': async (_input, { caller, scopes }) => {
          seen.push({ caller, scopes });
          return { object: 'list', data: [] };
        },
      },
    });
    const { token, secret } = await api.make({ name: 'first', scopes: ['read'] });
    const headers = await signIn(api, { token: secret });
    await api.ask('/v1/models', { headers });
    await api.tokens.update({ id: token.id, name: 'second', scopes: ['read', 'search'] });
    await api.ask('/v1/models', { headers });
    expect(seen).toEqual([
      { caller: 'first', scopes: ['read'] },
      { caller: 'second', scopes: ['read', 'search'] },
    ]);
  });
});

describe('sessions', () => {
  const list = async (api: Started, headers: Record<string, string>) =>
    ((await (await api.ask('/sessions', { headers })).json()) as { sessions: BrowserSession[] }).sessions;

  it('are listed without what opens them, one’s own marked, and ended one by one', async () => {
    const api = await startWithTokens();
    const { token, secret } = await api.make({ name: 'boss', scopes: ['admin'] });
    const mine = await signIn(api, { code: codeOfLink(api) });
    const theirs = await signIn(api, { token: secret });
    const listed = await list(api, mine);
    expect(listed.map((session) => browserSessionSchema.parse(session)).map(({ caller, is_yours }) => ({ caller, is_yours }))).toEqual([
      { caller: 'boss', is_yours: false },
      { caller: 'panel', is_yours: true },
    ]);
    expect(listed[0]?.expires_at).not.toBeNull();
    expect(JSON.stringify(listed)).not.toMatch(
      new RegExp([mine, theirs].flatMap((half) => [half['x-gantry-session'], half.cookie.split('=')[1]]).join('|')),
    );
    expect((await list(api, { authorization: `Bearer ${secret}` })).some(({ is_yours }) => is_yours)).toBe(false);

    const stream = await openStream(api, theirs);
    const [{ id }] = listed as [BrowserSession];
    expect((await api.ask(`/sessions/${id}`, { method: 'DELETE', headers: mine })).status).toBe(204);
    expect(await stream.ended).not.toContain('still here');
    expect(await codeOf(await api.ask('/health', { headers: theirs }))).toBe('token_invalid');
    expect(await codeOf(await api.ask(`/sessions/${id}`, { method: 'DELETE', headers: mine }))).toBe('not_found');
    expect((await api.ask('/health', { as: secret })).status).toBe(200);
    await api.tokens.revoke(token.id);
    expect(await list(api, mine)).toHaveLength(1);
  });

  it('end no later than their token', async () => {
    const api = await startWithTokens({ config: { sessionHours: 720 } });
    const { token, secret } = await api.make({ scopes: ['admin'], expires_in_days: 1 });
    const headers = await signIn(api, { token: secret });
    expect((await list(api, headers))[0]?.expires_at).toBe(token.expires_at);
  });

  it('of an earlier version go on where a link made them; of one made with a token nothing says which', async () => {
    const first = await startWithTokens();
    const { secret } = await first.make({ scopes: ['admin'] });
    const byLink = await signIn(first, { code: codeOfLink(first) });
    const byToken = await signIn(first, { token: secret });
    await first.api.part.stop();
    const file = join(first.paths.state, 'sessions.json');
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>[];
    await writeFile(file, JSON.stringify(stored.map(({ created_at: _at, token: _token, ...rest }) => rest)));
    const again = await startWithTokens({ home: first.folder, config: { port: first.port } });
    expect(await list(again, byLink)).toMatchObject([{ caller: 'panel', created_at: null, is_yours: true }]);
    expect(await codeOf(await again.ask('/health', { headers: byToken }))).toBe('token_invalid');
  });

  it('are announced when they begin and end', async () => {
    const api = await startWithTokens();
    let told = 0;
    api.events.subscribe(({ event }) => {
      if (event === 'tokens.changed') told += 1;
    });
    const headers = await signIn(api, { code: codeOfLink(api) });
    expect(told).toBe(1);
    await api.ask('/session', { method: 'DELETE', headers });
    expect(told).toBe(2);
  });
});

describe('use', () => {
  it('is counted for the token and the sessions made with it: requests, errors, model tokens', async () => {
    const api = await startWithTokens({
      handlers: {
        'models.list': async (_input, { countTokens }) => {
          countTokens?.(7);
          return { object: 'list', data: [] };
        },
        'tasks.list': async () => {
          throw new GantryError('not_ready');
        },
      },
    });
    const { token, secret } = await api.make({ scopes: ['read'] });
    const headers = await signIn(api, { token: secret });
    await api.ask('/v1/models', { as: secret });
    await api.ask('/v1/models', { headers });
    await api.ask('/tasks', { as: secret });
    await api.ask('/tokens', { headers });
    await api.ask('/tasks?limit=x', { as: secret });
    await expect.poll(() => api.usedBy(token.id)).toEqual({ requests: 5, errors: 3, limited: 0, tokens: 14 });
    const admin = await api.make({ scopes: ['admin'] });
    expect(api.usedBy(admin.token.id)).toEqual({ requests: 0, errors: 0, limited: 0, tokens: 0 });
  });
});

describe('rate limits', () => {
  it('hold a token and its sessions together, say when to come back, and count what they refuse', async () => {
    const api = await startWithTokens();
    const { token, secret } = await api.make({ scopes: ['read'], requests_per_minute: 3 });
    const headers = await signIn(api, { token: secret });
    for (const asking of [{ as: secret }, { headers }, { as: secret }]) expect((await api.ask('/v1/models', asking)).status).toBe(200);
    const refused = await api.ask('/v1/models', { headers });
    expect([refused.status, refused.headers.get('retry-after'), await codeOf(refused)]).toEqual([429, '20', 'rate_limited']);
    await expect.poll(() => api.usedBy(token.id)).toEqual({ requests: 4, errors: 1, limited: 1, tokens: 0 });
    expect(await api.metrics.render()).toMatch(/^gantry_api_rate_limited_total 1$/m);
    api.pass(20_000);
    expect((await api.ask('/v1/models', { headers })).status).toBe(200);
  });

  it('come from the setting at once, unless the token has its own', async () => {
    const api = await startWithTokens();
    const plain = await api.make({ scopes: ['read'] });
    const own = await api.make({ scopes: ['read'], requests_per_minute: 1000 });
    const statuses = async (secret: string) => [
      (await api.ask('/v1/models', { as: secret })).status,
      (await api.ask('/v1/models', { as: secret })).status,
    ];
    expect(await statuses(plain.secret)).toEqual([200, 200]);
    api.config.requestsPerMinute = 1;
    expect(await statuses(plain.secret)).toEqual([200, 429]);
    expect(await statuses(own.secret)).toEqual([200, 200]);
    api.config.requestsPerMinute = 0;
    expect(await statuses(plain.secret)).toEqual([200, 200]);
  });

  it('leave probes, health, metrics and panel sessions alone', async () => {
    const api = await startWithTokens({ config: { requestsPerMinute: 1 }, handlers: { 'metrics.read': async () => '' } });
    const { secret } = await api.make({ scopes: ['read'] });
    const panel = await signIn(api, { code: codeOfLink(api) });
    for (let i = 0; i < 3; i += 1) {
      for (const path of ['/livez', '/readyz', '/health', '/metrics']) expect((await api.ask(path, { as: secret })).status).toBe(200);
      expect((await api.ask('/v1/models', { headers: panel })).status).toBe(200);
    }
    expect((await api.ask('/v1/models', { as: secret })).status).toBe(200);
    expect((await api.ask('/v1/models', { as: secret })).status).toBe(429);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, scopes } from '#contract';
import { type GantryProcess, makeHome, runCli, startGantry, waitFor } from '../gantry-process.ts';

/** Who may ask what, on every route the host itself documents. No request here gets past the reading of its input. */
let gantry: GantryProcess;
let home: string;
let remove: () => Promise<void>;
let routes: Route[];
const secrets = new Map<Scope, string>();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

interface Route {
  name: string;
  method: string;
  path: string;
  /** undefined: public. */
  scope: string | undefined;
  isOpenAi: boolean;
}
interface Answer {
  status: number;
  code: string;
  setsCookie: boolean;
}

beforeAll(async () => {
  ({ home, remove } = await makeHome());
  gantry = await startGantry(home);
  routes = await readRoutes();
  for (const scope of scopes) {
    const { secret } = await gantry.client.call('tokens.create', { name: `only ${scope}`, scopes: [scope] });
    secrets.set(scope, secret);
  }
});
afterAll(async () => {
  agent.destroy();
  await gantry.stop();
  await remove();
});

async function readRoutes(): Promise<Route[]> {
  const document = (await (await gantry.fetch('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string; security?: unknown[]; 'x-scope'?: string; responses: object }>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, declared]) => ({
      name: declared.operationId,
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'),
      scope: declared['x-scope'],
      isOpenAi: JSON.stringify(declared.responses).includes('OpenAiErrorReply'),
    })),
  );
}

/** By node:http, for fetch sends no Host, Cookie or Sec-Fetch-Site of a caller's own. */
function send({ method, path }: Pick<Route, 'method' | 'path'>, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  const { hostname, port } = new URL(gantry.url);
  return new Promise((resolve, reject) => {
    const asking = request({ agent, hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          code: /"code":"(\w+)"/.exec(text)?.[1] ?? 'none',
          setsCookie: response.headers['set-cookie'] !== undefined,
        }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

const hasBody = ({ method }: Route) => method !== 'GET' && method !== 'DELETE';

/** A request whose input is refused once its caller may ask: half a body, or a parameter there is not. */
function sendSpoiled(route: Route, headers: OutgoingHttpHeaders): Promise<Answer> {
  return hasBody(route)
    ? send(route, { 'content-type': 'application/json', ...headers }, '{"')
    : send({ ...route, path: `${route.path}?no_such_parameter=1` }, headers);
}

async function forEachRoute<T>(chosen: readonly Route[], ask: (route: Route) => Promise<T>): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(chosen.map(async (route) => [route.name, await ask(route)] as const)));
}

const short = ({ status, code }: Answer) => `${status} ${code}`;
const nonPublic = () => routes.filter(({ scope }) => scope !== undefined);

async function signIn(body: object): Promise<{ cookie: string; key: string }> {
  const response = await fetch(`${gantry.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  const { key } = (await response.json()) as { key: string };
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] as string, key };
}

/** What an authorised request with a spoiled input is answered with. */
function refusedInput(route: Route): string {
  if (hasBody(route)) return '400 malformed_body';
  if (!route.isOpenAi) return '422 invalid_value';
  // Clients of OpenAI may send parameters of later versions; these only read.
  return route.path === '/v1/models' ? '200 none' : '404 not_found';
}

describe('scopes', () => {
  it('are declared on every route, and few are public', () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.filter(({ scope }) => scope === undefined).map(({ name }) => name)).toEqual([
      'probe.live',
      'probe.ready',
      'session.create',
      'session.delete',
    ]);
    for (const { name, scope } of nonPublic()) expect(scopes, name).toContain(scope);
  });

  it.each(scopes)('of a token with %s alone are what its requests and its session may ask, and nothing else', async (own) => {
    const expected = Object.fromEntries(
      nonPublic().map((route) => [route.name, own === 'admin' || own === route.scope ? refusedInput(route) : '403 scope_missing']),
    );
    const token = secrets.get(own) as string;
    const ask = (headers: OutgoingHttpHeaders) => forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, headers)));
    expect(await ask({ authorization: `Bearer ${token}` })).toEqual(expected);
    expect(await ask({ 'x-api-key': token })).toEqual(expected);
    const { cookie, key } = await signIn({ token });
    expect(await ask({ cookie, 'x-gantry-session': key })).toEqual(expected);
  });

  it('of two tokens do not add up', async () => {
    const headers = { authorization: `Bearer ${secrets.get('read')}`, 'x-api-key': secrets.get('admin') as string };
    expect(short(await send({ method: 'GET', path: '/tokens' }, headers))).toBe('403 scope_missing');
  });

  it('were tried without anything having been done', async () => {
    expect((await gantry.client.call('tasks.list', {})).tasks.filter(({ kind }) => kind !== 'migrate-database')).toEqual([]);
    expect((await gantry.client.call('tokens.list', {})).tokens).toHaveLength(2 + scopes.length);
    expect((await gantry.client.call('health.read', { refresh: true })).ready).toBe(true);
  });
});

describe('without a token', () => {
  const all = (code: string) => Object.fromEntries(nonPublic().map(({ name }) => [name, `401 ${code}`]));

  it.each<[string, OutgoingHttpHeaders]>([
    ['nothing', {}],
    ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['an empty token', { authorization: 'Bearer ', 'x-api-key': '' }],
  ])('every route refuses %s', async (_, headers) => {
    expect(await forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, headers)))).toEqual(all('token_missing'));
  });

  it('every route that is read refuses HEAD, too', async () => {
    const read = nonPublic().filter(({ method }) => method === 'GET');
    const statuses = await forEachRoute(read, async (route) => (await send({ ...route, method: 'HEAD' }, {})).status);
    expect(new Set(Object.values(statuses))).toEqual(new Set([401]));
  });

  it.each(['token', 'access_token', 'api_key', 'key', 'x-api-key', 'authorization'])(
    'no route takes one from the query as %s',
    async (name) => {
      const query = `${name}=${encodeURIComponent(gantry.token)}`;
      expect(await forEachRoute(nonPublic(), async (route) => short(await send({ ...route, path: `${route.path}?${query}` }, {})))).toEqual(
        all('token_missing'),
      );
    },
  );

  it('no route takes one from a cookie or the body', async () => {
    const { port } = new URL(gantry.url);
    const inCookie = { cookie: `token=${gantry.token}; api-token=${gantry.token}` };
    expect(await forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, inCookie)))).toEqual(all('token_missing'));
    const asSession = { cookie: `gantry_session_${port}=${gantry.token}`, 'x-gantry-session': gantry.token };
    expect(await forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, asSession)))).toEqual(all('token_invalid'));
    const body = JSON.stringify({ token: gantry.token });
    expect(
      await forEachRoute(nonPublic().filter(hasBody), async (route) =>
        short(await send(route, { 'content-type': 'application/json' }, body)),
      ),
    ).toEqual(
      Object.fromEntries(
        nonPublic()
          .filter(hasBody)
          .map(({ name }) => [name, '401 token_missing']),
      ),
    );
  });
});

describe('from another site', () => {
  /** As a browser would, with all that could let it in: a good session and a good token. */
  async function askEverywhere(headers: OutgoingHttpHeaders): Promise<Set<string>> {
    const { cookie, key } = await signIn({ token: gantry.token });
    const credentials: OutgoingHttpHeaders[] = [
      { cookie, 'x-gantry-session': key },
      { authorization: `Bearer ${gantry.token}` },
      { cookie },
    ];
    const answers: Answer[] = [];
    for (const each of credentials)
      answers.push(...Object.values(await forEachRoute(routes, (route) => sendSpoiled(route, { ...each, ...headers }))));
    expect(answers).toHaveLength(routes.length * credentials.length);
    expect(answers.some(({ setsCookie }) => setsCookie)).toBe(false);
    return new Set(answers.map(short));
  }

  it.each([
    (port: string) => `evil.example:${port}`,
    (port: string) => `127.0.0.1.evil.example:${port}`,
    () => '127.0.0.1.evil.example',
    () => 'evil.example',
    (port: string) => `localhost.evil.example:${port}`,
    (port: string) => `127.0.0.1:${port}.evil.example`,
    (port: string) => `evil.example@127.0.0.1:${port}`,
    (port: string) => `0.0.0.0:${port}`,
    () => '127.0.0.1:1',
  ])('no route answers a name that leads here by DNS rebinding (%s)', async (nameHost) => {
    expect(await askEverywhere({ host: nameHost(new URL(gantry.url).port) })).toEqual(new Set(['403 host_refused']));
  });

  it.each([
    () => 'http://evil.example',
    () => 'null',
    (port: string) => `https://127.0.0.1:${port}`,
    (port: string) => `http://127.0.0.1.evil.example:${port}`,
    (port: string) => `http://localhost:${port}.evil.example`,
    () => 'http://localhost',
    () => 'file://',
    () => '',
  ])('no route answers a foreign or null Origin (%s)', async (nameOrigin) => {
    expect(await askEverywhere({ origin: nameOrigin(new URL(gantry.url).port) })).toEqual(new Set(['403 origin_refused']));
  });

  it.each<[string, OutgoingHttpHeaders]>([
    ['fetches', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['sends a form without reading the answer', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['is served from another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['names no mode', { 'sec-fetch-site': 'cross-site' }],
  ])('no route answers a page that %s', async (_, headers) => {
    expect(await askEverywhere(headers)).toEqual(new Set(['403 origin_refused']));
  });

  it('a cookie alone opens two pages that hold no data, and nothing else', async () => {
    const { cookie } = await signIn({ token: gantry.token });
    const pages = new Set(['docs.read', 'openapi.read']);
    const expected = Object.fromEntries(
      nonPublic().map((route) => [route.name, pages.has(route.name) ? refusedInput(route) : '401 token_missing']),
    );
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ])
      expect(await forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, { cookie, ...headers })))).toEqual(expected);
  });

  it('a cookie with another key, or one of another session, opens nothing', async () => {
    const [mine, other] = [await signIn({ token: gantry.token }), await signIn({ token: secrets.get('read') as string })];
    for (const key of [other.key, 'x', '']) {
      const headers = { cookie: mine.cookie, 'x-gantry-session': key };
      const answers = await forEachRoute(nonPublic(), async (route) => short(await sendSpoiled(route, headers)));
      expect(new Set(Object.values(answers)), key).toEqual(new Set(['401 token_invalid']));
    }
  });
});

describe('a token that no longer counts', () => {
  const openStream = async (token: string) => {
    const response = await fetch(`${gantry.url}/events`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, ended: response.text() };
  };
  const codeFor = async (token: string) => short(await send({ method: 'GET', path: '/health' }, { authorization: `Bearer ${token}` }));

  it('ends its open event stream when it is revoked or replaced', async () => {
    const revoked = await gantry.client.call('tokens.create', { name: 'to revoke', scopes: ['read'] });
    const replaced = await gantry.client.call('tokens.create', { name: 'to replace', scopes: ['read'] });
    const streams = [await openStream(revoked.secret), await openStream(replaced.secret)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    await gantry.client.call('tokens.revoke', { id: revoked.token.id });
    const { secret } = await gantry.client.call('tokens.replace', { id: replaced.token.id });
    // Before the first heartbeat, which would look again anyway.
    for (const { ended } of streams) expect(await ended).not.toContain('still here');
    for (const token of [revoked.secret, replaced.secret]) {
      expect(await codeFor(token)).toBe('401 token_invalid');
      expect((await openStream(token)).status).toBe(401);
    }
    expect(await codeFor(secret as string)).toBe('200 none');
  });

  it('ends its open event stream and its session by itself when it expires', async () => {
    const { token, secret } = await gantry.client.call('tokens.create', { name: 'short', scopes: ['read'], expires_in_days: 1 });
    await gantry.stop();
    // No operation makes a token that expires so soon.
    const file = join(home, 'config', 'tokens.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as { tokens: { id: string; expires_at: string }[] };
    const expiresAt = Date.now() + 20_000;
    for (const each of kept.tokens) if (each.id === token.id) each.expires_at = new Date(expiresAt).toISOString();
    await writeFile(file, JSON.stringify(kept));
    gantry = await startGantry(home);
    expect(await codeFor(secret)).toBe('200 none');
    const { cookie, key } = await signIn({ token: secret });
    const { status, ended } = await openStream(secret);
    const bySession = await fetch(`${gantry.url}/events`, { headers: { cookie, 'x-gantry-session': key } });
    expect([status, bySession.status]).toEqual([200, 200]);
    await Promise.all([ended, bySession.text()]);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    expect(await codeFor(secret)).toBe('401 token_expired');
    expect(short(await send({ method: 'GET', path: '/health' }, { cookie, 'x-gantry-session': key }))).toBe('401 token_invalid');
    expect(
      short(await send({ method: 'POST', path: '/session' }, { 'content-type': 'application/json' }, JSON.stringify({ token: secret }))),
    ).toBe('401 token_expired');
  });
});

it('the model tokens of every operation that uses the model are counted for the token', async () => {
  const { token, secret } = await gantry.client.call('tokens.create', { name: 'counted', scopes: ['search', 'ingest'] });
  const used = async () => (await gantry.client.call('tokens.list', {})).tokens.find(({ id }) => id === token.id)?.tokens ?? 0;
  let before = 0;
  for (const [path, body] of [
    ['/v1/embeddings', { input: ['one', 'two words'] }],
    ['/embed', { inputs: 'three words here' }],
    ['/documents', { content: 'Bread rises while it rests. It is baked after that.' }],
    ['/vector/search', { query: 'when does bread rise' }],
  ] as const) {
    const response = await fetch(`${gantry.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.ok, await response.text()).toBe(true);
    const after = await used();
    expect(after, path).toBeGreaterThan(before);
    before = after;
  }
});

describe('the command line', () => {
  it('makes, lists, replaces and revokes tokens, the admin token too, and shows a secret once', async () => {
    const made = await runCli(home, ['token', 'create', 'by hand', '--scope', 'search', '--per-minute', '1000']);
    expect(made.code, made.stderr).toBe(0);
    const secret = made.stdout.trim();
    expect(secret).toMatch(/^gty_[\w-]{43}$/);
    const embed = (token: string) =>
      fetch(`${gantry.url}/v1/embeddings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ input: 'a sentence' }),
      });
    const reply = (await (await embed(secret)).json()) as { usage: { total_tokens: number } };
    const usage = async () =>
      (await gantry.client.call('tokens.list', {})).tokens.find(({ name }) => name === 'by hand') ?? expect.fail('it is not listed');
    await waitFor(async () => (await usage()).requests === 1);
    expect(await usage()).toMatchObject({ errors: 0, tokens: reply.usage.total_tokens, created_by: 'api-token' });
    expect(reply.usage.total_tokens).toBeGreaterThan(0);

    const listed = await runCli(home, ['token', 'list', '--json']);
    for (const each of [secret, gantry.token]) expect(listed.stdout).not.toContain(each.slice(9));
    const replaced = (await runCli(home, ['token', 'replace', 'by hand', '--yes'])).stdout.trim();
    expect([(await embed(secret)).status, (await embed(replaced)).status]).toEqual([401, 200]);
    expect((await runCli(home, ['token', 'revoke', 'by hand', '--yes'])).code).toBe(0);
    expect((await embed(replaced)).status).toBe(401);

    expect((await runCli(home, ['token', 'revoke', 'api-token', '--yes'])).code).toBe(1);
    expect((await runCli(home, ['token', 'replace', 'api-token', '--yes'])).code).toBe(0);
    expect((await gantry.fetch('/health')).status).toBe(401);
    expect((await runCli(home, ['token', 'list'])).code).toBe(0);
  });

  it('leaves no secret in any file but the two a program reads', async () => {
    await gantry.stop();
    const read = (file: string) => readFile(join(home, file), 'utf8');
    const present = (await read('config/api-token')).trim();
    const texts = await Promise.all(
      ['config/tokens.json', 'config/tokens.json.last-good', 'state/token-usage.json', 'state/sessions.json', 'state/log/host.log'].map(
        read,
      ),
    );
    for (const secret of [...secrets.values(), gantry.token, present])
      for (const text of texts) expect(text.includes(secret.slice(9))).toBe(false);
    expect(JSON.parse(texts[2] as string)).not.toEqual({});
    expect(gantry.output()).not.toContain('gty_');
  });
});

import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { GantryError, type OperationDeclaration, type OperationName, operations, type Routes, scopes } from '#contract';
import { closeApis, type Started, startApi } from './test-api.ts';

afterEach(closeApis);

const json = { 'content-type': 'application/json' };
const exchange = (api: Started, body: object) => api.ask('/session', { method: 'POST', headers: json, body: JSON.stringify(body) });
const codeOf = async (response: Response) => ((await response.json()) as { error?: { code: string } }).error?.code ?? 'ok';

async function openSession(api: Started) {
  const code = new URL(api.api.createLink().url).hash.replace('#open=', '');
  const response = await exchange(api, { code });
  const { key } = (await response.json()) as { key: string };
  const cookie = response.headers.get('set-cookie') ?? '';
  return { code, key, cookie: cookie.split(';')[0] as string, whole: cookie };
}

it('refuses to be made with an operation that nobody serves', async () => {
  await expect(startApi({ handlers: { 'tasks.read': undefined as never } })).rejects.toThrow('tasks.read');
});

describe('scopes', () => {
  const own: OperationName[] = [
    'openapi.read',
    'docs.read',
    'events.stream',
    'session.link',
    'session.create',
    'session.delete',
    'sessions.list',
    'sessions.end',
  ];
  it('let each token do what it is for and nothing else', async () => {
    const api = await startApi();
    for (const [name, declared] of Object.entries<OperationDeclaration>(operations) as [OperationName, OperationDeclaration][]) {
      for (const token of scopes) {
        const path = declared.path.replace(/\{\w+\}/g, 'x');
        const { method } = declared;
        const stop = new AbortController();
        const response = await api.ask(path, {
          method,
          as: token,
          signal: stop.signal,
          ...(method === 'POST' ? { headers: json, body: '{}' } : {}),
        });
        const mayAsk = declared.scope === 'public' || token === 'admin' || token === declared.scope;
        expect([name, token, response.status === 403], `${name} as ${token}`).toEqual([name, token, !mayAsk]);
        if (name === 'events.stream') stop.abort();
        else if (mayAsk && !own.includes(name) && response.ok && declared.reply === 'json')
          expect(await response.json()).toEqual({ handled: name });
      }
    }
  });
});

describe('sessions', () => {
  it('begin with a link that works once, need both halves, outlive the host, and end', async () => {
    const api = await startApi();
    const { code, key, cookie, whole } = await openSession(api);
    expect(whole).toMatch(/HttpOnly/i);
    expect(whole).toMatch(/SameSite=Strict/i);
    expect(await codeOf(await exchange(api, { code }))).toBe('link_used');
    expect((await api.ask('/health', { headers: { cookie, 'x-gantry-session': key } })).status).toBe(200);
    expect(await codeOf(await api.ask('/health', { headers: { cookie } }))).toBe('token_missing');
    expect(await codeOf(await api.ask('/health', { headers: { cookie, 'x-gantry-session': 'wrong' } }))).toBe('token_invalid');
    expect(await codeOf(await api.ask('/health', { headers: { 'x-gantry-session': key } }))).toBe('token_missing');
    for (const path of ['/docs', '/openapi.json']) expect((await api.ask(path, { headers: { cookie } })).status).toBe(200);

    const stored = await readFile(join(api.paths.state, 'sessions.json'), 'utf8');
    for (const secret of [key, cookie.split('=')[1] as string, code]) expect(stored).not.toContain(secret);
    await api.api.part.stop();
    const again = await startApi({ home: api.folder, config: { port: api.port } });
    expect((await again.ask('/health', { headers: { cookie, 'x-gantry-session': key } })).status).toBe(200);
    expect((await again.ask('/session', { method: 'DELETE', headers: { cookie, 'x-gantry-session': key } })).status).toBe(204);
    expect(await codeOf(await again.ask('/health', { headers: { cookie, 'x-gantry-session': key } }))).toBe('token_invalid');
  });

  it('begin with a token and have its scopes only', async () => {
    const api = await startApi();
    const response = await exchange(api, { token: 'read' });
    const { key } = (await response.json()) as { key: string };
    const headers = { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] as string, 'x-gantry-session': key };
    expect((await api.ask('/health', { headers })).status).toBe(200);
    expect(await codeOf(await api.ask('/session/links', { method: 'POST', headers: { ...headers, ...json }, body: '{}' }))).toBe(
      'scope_missing',
    );
    expect(await codeOf(await exchange(api, { token: 'wrong' }))).toBe('token_invalid');
    expect(await codeOf(await exchange(api, {}))).toBe('invalid_value');
  });

  it('are not guessed at: many wrong tokens are refused for a while, the right one is not', async () => {
    const api = await startApi();
    const codes: string[] = [];
    for (let i = 0; i < 40; i += 1) codes.push(await codeOf(await api.ask('/health', { as: `wrong-${i}` })));
    expect(codes.slice(0, 30)).toEqual(Array(30).fill('token_invalid'));
    expect(codes.slice(30)).toEqual(Array(10).fill('overloaded'));
    const refused = await api.ask('/health', { as: 'wrong' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.ask('/health', { as: 'read' })).status).toBe(200);
  });
});

describe('events', () => {
  async function read(api: Started, lastEventId?: string) {
    const stop = new AbortController();
    const response = await api.ask('/events', {
      as: 'read',
      signal: stop.signal,
      ...(lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } }),
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    return {
      stop: () => stop.abort(),
      async until(wanted: RegExp) {
        while (!wanted.test(text)) {
          const { done, value } = await reader.read();
          if (done) throw new Error(`The stream ended after: ${text}`);
          text += new TextDecoder().decode(value);
        }
        return text;
      },
    };
  }

  it('reach a client, and what it missed reaches it when it comes back', async () => {
    const api = await startApi();
    const first = await read(api);
    await first.until(/retry/);
    api.events.publish('document.changed', { change: 'created', id: crypto.randomUUID(), collection: 'first' });
    const id = /^id: (\d+)$/m.exec(await first.until(/first/))?.[1] ?? '';
    first.stop();
    api.events.publish('document.changed', { change: 'created', id: crypto.randomUUID(), collection: 'missed' });
    const second = await read(api, id);
    const text = await second.until(/missed/);
    expect(text).not.toContain('first');
    expect(text).not.toContain('resync');
    second.stop();
    await (await read(api, '5')).until(/event: resync/);
  });

  it('are not kept for a client that does not read', async () => {
    const api = await startApi();
    const socket = connect(api.port, '127.0.0.1');
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer read\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    const large = {
      at: new Date().toISOString(),
      values: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`figure_${i}`, i])),
    };
    for (let i = 0; i < 100; i += 1) {
      api.events.publish('figures.sampled', large);
      await new Promise(setImmediate);
    }
    socket.resume();
    await closed;
    expect(await api.metrics.render()).toMatch(/^gantry_event_streams_dropped_total 1$/m);
    expect(await api.metrics.render()).toMatch(/^gantry_event_streams 0$/m);
  });

  it('are bounded in the number of their readers', async () => {
    const api = await startApi();
    const open = await Promise.all(Array.from({ length: 64 }, () => read(api)));
    for (const stream of open) await stream.until(/retry/);
    const refused = await api.ask('/events', { as: 'read' });
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'overloaded']);
    for (const stream of open) stream.stop();
  });
});

describe('draining', () => {
  it('lets what is in flight finish, takes nothing new, ends streams', async () => {
    let finish: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = async () => {
      begun();
      await new Promise<void>((resolve) => (finish = resolve));
      return { object: 'list' as const, data: [] };
    };
    const api = await startApi({ handlers: { 'models.list': slow } });
    const inFlight = api.ask('/v1/models', { as: 'read' });
    await hasBegun;
    const drained = api.api.drain();
    const late = await api.ask('/health', { as: 'read' });
    expect([late.status, await codeOf(late)]).toEqual([503, 'draining']);
    finish();
    expect((await inFlight).status).toBe(200);
    await drained;
  });

  it('aborts what does not finish in time', async () => {
    let aborted: unknown;
    const endless: Routes['models.list'] = (_input, { signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener(
          'abort',
          () => {
            aborted = signal.reason;
            reject(aborted as Error);
          },
          { once: true },
        ),
      );
    const api = await startApi({ handlers: { 'models.list': endless }, config: { drainTimeoutMs: 50 } });
    const inFlight = api.ask('/v1/models', { as: 'read' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await api.api.drain();
    expect((await inFlight).status).toBe(503);
    expect(aborted).toMatchObject({ code: 'draining' });
  });
});

describe('errors', () => {
  it('of a handler keep their code; others show nothing of themselves', async () => {
    const api = await startApi({
      handlers: {
        'tasks.list': async () => {
          throw new GantryError('overloaded', { retryAfterSeconds: 2.2 });
        },
        'models.list': async () => {
          throw new Error('a secret detail');
        },
      },
    });
    const overloaded = await api.ask('/tasks', { as: 'read' });
    expect([overloaded.status, overloaded.headers.get('retry-after')]).toEqual([429, '3']);
    const internal = await api.ask('/v1/models', { as: 'read' });
    const text = await internal.text();
    expect(internal.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal', type: 'server_error' } });
  });

  it.each([
    ['a header line without a colon', 'GET / HTTP/1.1\r\nbroken\r\n\r\n', '400'],
    ['a NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['a header of 100 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
    ['no Host', 'GET /livez HTTP/1.1\r\n\r\n', '4'],
  ])('%s is answered and the host goes on', async (_, bytes, status) => {
    const api = await startApi();
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(api.port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text)).on('error', () => resolve(text));
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    expect((await api.ask('/livez')).status).toBe(200);
  });

  it('a handler hears when its client has gone', async () => {
    let heard: (reason: unknown) => void = () => undefined;
    const gone = new Promise((resolve) => (heard = resolve));
    const api = await startApi({
      handlers: {
        'models.list': (_input, { signal }) => {
          signal.addEventListener('abort', () => heard(signal.reason), { once: true });
          return new Promise(() => undefined);
        },
      },
    });
    const asking = httpRequest({ port: api.port, host: '127.0.0.1', path: '/v1/models', headers: { authorization: 'Bearer read' } });
    asking.on('error', () => undefined);
    asking.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    asking.destroy();
    expect(await gone).toMatchObject({ code: 'cancelled' });
  });
});

it('counts by route pattern, never by path', async () => {
  const api = await startApi();
  for (const id of ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'])
    await api.ask(`/tasks/${id}`, { as: 'read' });
  await api.ask('/nowhere/at/all', { as: 'read' });
  const text = await api.metrics.render();
  expect(text).toMatch(/^gantry_http_requests_total\{route="\/tasks\/:id",method="GET",status="200"\} 2$/m);
  expect(text).not.toContain('nowhere');
  expect(text).toMatch(/^gantry_http_requests_in_flight 0$/m);
});

it('says what to do where the panel is not built, and serves no other file', async () => {
  const api = await startApi();
  const page = await api.ask('/');
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('make build');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  for (const path of [
    '/docs/assets/package.json',
    '/docs/assets/..%2f..%2fpackage.json',
    '/assets/..%2f..%2fpackage.json',
    '/..%2fconfig%2fapi-token',
  ]) {
    expect((await api.ask(path)).status, path).toBe(404);
  }
  expect((await api.ask('/docs/assets/swagger-ui.css')).status).toBe(200);
});

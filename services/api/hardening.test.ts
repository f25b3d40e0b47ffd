import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeApis, type Started, startApi } from './test-api.ts';

afterEach(closeApis);

const json = { 'content-type': 'application/json' };
const errorOf = async (response: Response) =>
  ((await response.json()) as { error?: { code: string; field?: string; message: string } }).error;
const post = (api: Started, path: string, body: string) => api.ask(path, { method: 'POST', as: 'admin', headers: json, body });

/** Sends bytes as they are and gives the first line of the answer. */
function raw(api: Started, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(api.port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? '')).on('error', () => resolve(text));
  });
}

describe('requests whose client goes away', () => {
  it('are counted out, and do not keep a drain waiting', async () => {
    let begun = 0;
    const api = await startApi({
      handlers: {
        'models.list': () => {
          begun += 1;
          return new Promise(() => undefined);
        },
      },
    });
    for (let i = 1; i <= 20; i += 1) {
      const asking = httpRequest({ port: api.port, host: '127.0.0.1', path: '/v1/models', headers: { authorization: 'Bearer read' } });
      asking.on('error', () => undefined);
      asking.end();
      while (begun < i) await new Promise((resolve) => setTimeout(resolve, 2));
      asking.destroy();
    }
    const inFlight = async () => /^gantry_http_requests_in_flight (\d+)$/m.exec(await api.metrics.render())?.[1];
    while ((await inFlight()) !== '0') await new Promise((resolve) => setTimeout(resolve, 5));
    const startedAt = Date.now();
    await api.api.drain();
    // Its limit is 20 s; with nothing in flight it waits for nothing.
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  it('leave no listener behind when many are answered at once', async () => {
    const api = await startApi();
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    await Promise.all(Array.from({ length: 60 }, () => api.ask('/v1/models', { as: 'read' }).then((response) => response.text())));
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

describe('bodies', () => {
  it('tells a client that sends far too much why, also one that reads only when it has sent all', async () => {
    const api = await startApi();
    const socket = connect(api.port, '127.0.0.1').pause();
    const failed = new Promise<never>((_, reject) => socket.once('error', reject));
    const length = 24 * 1024 * 1024;
    const head = `POST /documents HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer admin\r\n`;
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`);
    const piece = Buffer.alloc(65_536, 0x20);
    for (let sent = 0; sent < length; sent += piece.length)
      await Promise.race([failed, new Promise((resolve) => socket.write(piece, () => setTimeout(resolve, 1)))]);
    const [answer] = await Promise.race([failed, once(socket.resume(), 'data')]);
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 [\s\S]*body_too_large/);
    socket.destroy();
  });

  it('may have any word as a value, and no key that reaches the prototype', async () => {
    const api = await startApi();
    for (const word of ['__proto__', 'constructor', '"__proto__":']) {
      expect((await post(api, '/vector/search', JSON.stringify({ query: word }))).status, word).toBe(200);
    }
    for (const body of ['{"content":"x","metadata":{"__proto__":{"a":1}}}', String.raw`{"content":"x","metadata":{"\u005f_proto__":1}}`]) {
      expect((await errorOf(await post(api, '/documents', body)))?.code, body).toBe('malformed_body');
    }
  });

  it('say whether a field is missing or of a wrong type', async () => {
    const api = await startApi();
    expect((await errorOf(await post(api, '/documents', '{}')))?.message).toBe('content is missing.');
    expect((await errorOf(await post(api, '/documents', '{"content":5}')))?.message).toBe('content must be a string.');
    expect((await errorOf(await api.ask('/health?refresh=yes', { as: 'read' })))?.message).toBe('refresh must be a boolean.');
    expect((await errorOf(await post(api, '/v1/embeddings', '{"input":5}')))?.message).toBe('input must be a string or an array.');
  });

  it.each([
    ['an unknown query key', { path: '/documents?x=1', body: { content: 'a' }, field: 'x' }],
    ['an id beside the one of the path', { path: '/tasks/00000000-0000-4000-8000-000000000000/cancel', body: { id: 'b' }, field: 'id' }],
  ])('are refused with %s', async (_, { path, body, field }) => {
    const api = await startApi();
    const response = await post(api, path, JSON.stringify(body));
    expect([response.status, (await errorOf(response))?.field]).toEqual([422, field]);
  });

  it('are not read when they are compressed', async () => {
    const api = await startApi();
    const response = await api.ask('/documents', {
      method: 'POST',
      as: 'admin',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: '{"content":"x"}',
    });
    expect(response.status).toBe(415);
  });
});

describe('addresses', () => {
  it('are refused by name where they are odd', async () => {
    const api = await startApi();
    expect((await errorOf(await api.ask('/documents?limit=0x10', { as: 'read' })))?.field).toBe('limit');
    const long = await api.ask(`/v1/models/${'x'.repeat(6000)}`, { as: 'read' });
    expect([long.status, (await errorOf(long))?.code]).toEqual([422, 'invalid_value']);
    expect((await api.ask('/', { method: 'POST', as: 'admin' })).status).toBe(405);
    expect(await raw(api, `GET http://evil.example/livez HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 4/,
    );
  });

  it('of the event stream can be asked by HEAD without holding a place', async () => {
    const api = await startApi();
    const response = await api.ask('/events', { method: 'HEAD', as: 'read' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('event-stream')]);
    expect(await api.metrics.render()).toMatch(/^gantry_event_streams 0$/m);
  });
});

describe('sessions', () => {
  const exchange = (api: Started, body: object) => api.ask('/session', { method: 'POST', headers: json, body: JSON.stringify(body) });

  it('begin by a good link however many wrong tokens came before', async () => {
    const api = await startApi();
    for (let i = 0; i < 40; i += 1) await api.ask('/health', { as: `wrong-${i}` });
    const code = new URL(api.api.createLink().url).hash.replace('#open=', '');
    expect((await exchange(api, { code })).status).toBe(201);
    expect((await errorOf(await exchange(api, { code: 'wrong' })))?.code).toBe('overloaded');
  });

  it('end their event streams with themselves', async () => {
    const api = await startApi();
    const begun = await exchange(api, { token: 'read' });
    const { key } = (await begun.json()) as { key: string };
    const headers = { cookie: (begun.headers.get('set-cookie') ?? '').split(';')[0] as string, 'x-gantry-session': key };
    const stream = await api.ask('/events', { headers });
    const ended = stream.text();
    expect((await api.ask('/session', { method: 'DELETE', headers })).status).toBe(204);
    expect(await ended).toContain('retry');
  });

  it('are asked for by a page where a browser opens the docs without one', async () => {
    const api = await startApi();
    const page = await api.ask('/docs', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      401,
      expect.stringContaining('html'),
      expect.stringContaining('Token'),
    ]);
    expect((await errorOf(await api.ask('/docs')))?.code).toBe('token_missing');
  });
});

describe('a built panel', () => {
  it('is served with a strict policy, its assets for ever, and nothing beside it', async () => {
    const home = await mkdtemp(join(tmpdir(), 'gantry-api-'));
    await mkdir(join(home, 'panel', 'assets'), { recursive: true });
    await writeFile(join(home, 'panel', 'index.html'), '<!doctype html><title>Gantry</title>');
    await writeFile(join(home, 'panel', 'assets', 'index-abc123.js'), 'export {}');
    await writeFile(join(home, 'secret.txt'), 'secret');
    const api = await startApi({ home });
    const page = await api.ask('/');
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
    const asset = await api.ask('/assets/index-abc123.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, expect.stringContaining('immutable')]);
    for (const path of ['/assets/..%2f..%2fsecret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/none.js']) {
      expect((await api.ask(path)).status, path).toBe(404);
    }
    await rm(home, { recursive: true, force: true });
  });
});

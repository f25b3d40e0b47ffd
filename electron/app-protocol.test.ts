import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAppProtocol } from './app-protocol.ts';
import { createForwarder, type Forwarder } from './forward-to-host.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-panel-'));
  await mkdir(join(folder, 'panel', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.json'), 'secret');
  await writeFile(join(folder, 'panel', 'index.html'), '<title>Gantry</title>');
  await writeFile(join(folder, 'panel', 'assets', 'a.js'), 'export {};');
  await writeFile(join(folder, 'panel', 'tool.exe'), 'x');
});
afterAll(() => rm(folder, { recursive: true }));

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[];
let hostUrl: string | undefined;
let unreachable: number;
let forwarder: Forwarder;
let handle: (request: Request) => Promise<Response>;

beforeEach(async () => {
  asked = [];
  unreachable = 0;
  answer = (_, response) => void response.end('{}');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hostUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  forwarder = createForwarder({
    hostUrl: () => hostUrl,
    readToken: async () => 'the-token',
    onUnreachable: () => {
      unreachable += 1;
    },
  });
  handle = createAppProtocol({ panelFolder: join(folder, 'panel'), forwarder });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, headers: Record<string, string> = {}) => handle(new Request(`app://gantry${path}`, { headers }));

it('serves the panel with a strict policy', async () => {
  const page = await get('/');
  expect(await page.text()).toBe('<title>Gantry</title>');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await get('/assets/a.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

it('gives a page that is to be shown the panel, also where an operation has the same path', async () => {
  expect(await (await get('/documents', { accept: 'text/html' })).text()).toBe('<title>Gantry</title>');
  expect(await (await get('/some/page', { accept: 'text/html' })).text()).toBe('<title>Gantry</title>');
  expect(asked).toEqual([]);
});

it.each([
  '/../secret.json',
  '/%2e%2e/secret.json',
  '/..%2fsecret.json',
  '/assets/..%2f..%2fsecret.json',
  '/..%5csecret.json',
  '/%00',
  '/%E0%A4%A',
  '/tool.exe',
])('gives nothing for %s', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('secret');
  expect(asked).toEqual([]);
});

it('forwards operations with the token and without what the page says of itself', async () => {
  const response = await handle(
    new Request('app://gantry/vector/search', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer forged', cookie: 'a=b', origin: 'app://gantry' },
      body: '{"query":"ä"}',
    }),
  );
  expect(response.status).toBe(200);
  expect(asked).toMatchObject([
    {
      method: 'POST',
      url: '/vector/search',
      body: '{"query":"ä"}',
      headers: { authorization: 'Bearer the-token', 'content-type': 'application/json' },
    },
  ]);
  expect(asked[0]?.headers.cookie).toBeUndefined();
  expect(asked[0]?.headers.origin).toBeUndefined();
  await get('/documents/abc?x=1', { accept: 'application/json' });
  expect(asked[1]?.url).toBe('/documents/abc?x=1');
});

it('passes back status and body, but no cookie', async () => {
  answer = (_, response) => {
    response.writeHead(422, { 'content-type': 'application/json', 'set-cookie': 'a=b' });
    response.end('{"error":{"code":"invalid_value"}}');
  };
  const response = await get('/tasks');
  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({ error: { code: 'invalid_value' } });
  expect(response.headers.get('set-cookie')).toBeNull();
  answer = (_, reply) => void reply.writeHead(204).end();
  expect((await get('/tasks')).status).toBe(204);
});

it('streams events as they come and lets go of the connection when the page is gone', async () => {
  let isClosed: Promise<void> | undefined;
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: one\n\n');
    isClosed = new Promise((resolve) => response.on('close', resolve));
  };
  const response = await get('/events', { accept: 'text/event-stream', 'last-event-id': '7' });
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: one\n\n');
  expect(asked[0]?.headers['last-event-id']).toBe('7');
  forwarder.closeStreams();
  await isClosed;
  await expect(reader?.read()).rejects.toThrow();
});

it.each(['http://evil.example', 'null', 'app://other'])('refuses requests of %s', async (origin) => {
  expect((await get('/documents', { origin })).status).toBe(403);
  expect((await get('/', { origin })).status).toBe(403);
  expect(asked).toEqual([]);
});

it('refuses another name in the address', async () => {
  expect((await handle(new Request('app://other/documents'))).status).toBe(403);
});

it('sends nothing to the host that is no operation', async () => {
  expect((await get('/no/such/route')).status).toBe(404);
  expect(asked).toEqual([]);
});

it('says that the host does not run, or does not answer', async () => {
  hostUrl = undefined;
  const waiting = await get('/tasks');
  expect(waiting.status).toBe(503);
  expect(await waiting.json()).toMatchObject({ error: { code: 'host_unreachable', fix: expect.any(String) } });
  expect(waiting.headers.get('retry-after')).toBe('1');
  expect(unreachable).toBe(0);
  hostUrl = 'http://127.0.0.1:1';
  expect((await get('/tasks')).status).toBe(503);
  expect(unreachable).toBe(1);
});

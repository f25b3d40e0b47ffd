import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { GantryEvent } from '#contract';
import { createClient } from './index.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A real HTTP server that answers as told and remembers what it was asked. */
async function serve(
  answer: (
    asked: { method: string; url: string; headers: Record<string, unknown>; body: string },
    count: number,
  ) => { status?: number; headers?: Record<string, string>; body: string },
) {
  let count = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      count += 1;
      const reply = answer({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }, count);
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server?.address() as { port: number };
  return createClient({ baseUrl: `http://127.0.0.1:${address.port}`, headers: () => ({ authorization: 'Bearer t' }) });
}

it('puts each input where the operation declares it', async () => {
  const asked: string[] = [];
  const client = await serve(({ method, url, body, headers }) => {
    asked.push(`${method} ${url} ${body} ${headers.authorization}`);
    return { body: '{}' };
  });
  await client.call('documents.list', { limit: 5, contains: 'a b&c' });
  await client.call('models.read', { model: 'a/b c' });
  await client.call('search.vector', { query: 'ä' });
  await client.call('documents.delete', { id: 'x' });
  expect(asked).toEqual([
    'GET /documents?limit=5&contains=a+b%26c  Bearer t',
    'GET /v1/models/a%2Fb%20c  Bearer t',
    'POST /vector/search {"query":"ä"} Bearer t',
    'DELETE /documents/x  Bearer t',
  ]);
});

it.each([
  [
    'our shape',
    '{"error":{"code":"overloaded","message":"The queue is full.","fix":"Wait.","request_id":"r"}}',
    { code: 'overloaded', fix: 'Wait.', retryAfterSeconds: 3 },
  ],
  [
    "OpenAI's shape",
    '{"error":{"code":"invalid_value","message":"input must not be empty.","type":"invalid_request_error","param":"input"}}',
    { code: 'invalid_value', field: 'input' },
  ],
  ['no shape at all', '<html>', { code: 'host_unreachable' }],
])('gives a typed error for %s', async (_, body, expected) => {
  const client = await serve(() => ({ status: 429, headers: { 'retry-after': '3' }, body }));
  await expect(client.call('models.list', {})).rejects.toMatchObject(expected);
});

it('says that no host answers, and that a call was cancelled', async () => {
  const client = await serve(() => ({ body: '{}' }));
  await expect(client.call('models.list', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  server?.close();
  await expect(createClient({ baseUrl: 'http://127.0.0.1:1' }).call('models.list', {})).rejects.toMatchObject({
    code: 'host_unreachable',
    fix: expect.any(String),
  });
});

it('follows events over a broken connection, asks for what it missed, and hears when that is gone', async () => {
  const lastIds: unknown[] = [];
  const client = await serve(({ headers }, count) => {
    lastIds.push(headers['last-event-id']);
    const event = `id: ${count}\nevent: host.draining\ndata: {}\n\n`;
    return {
      headers: { 'content-type': 'text/event-stream' },
      body: count === 2 ? `event: resync\ndata: {}\n\n${event}event: of.the.future\ndata: {}\n\n` : event,
    };
  });
  const stop = new AbortController();
  const seen: GantryEvent[] = [];
  const states: string[] = [];
  let resyncs = 0;
  await client.events({
    signal: stop.signal,
    onEvent: (event) => {
      seen.push(event);
      if (seen.length === 3) stop.abort();
    },
    onState: (state) => states.push(state),
    onResync: () => {
      resyncs += 1;
    },
  });
  expect(seen.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(lastIds).toEqual([undefined, '1', '2']);
  expect(resyncs).toBe(1);
  expect(states).toEqual(['connecting', 'open', 'lost', 'open', 'lost', 'open']);
});

it('ends the event stream when it is refused', async () => {
  const client = await serve(() => ({ status: 401, body: '{"error":{"code":"token_invalid","message":"No."}}' }));
  let refusal: unknown;
  await client.events({ signal: new AbortController().signal, onEvent: () => undefined, onRefused: (error) => (refusal = error) });
  expect(refusal).toMatchObject({ code: 'token_invalid' });
});

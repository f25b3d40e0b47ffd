import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GantryProcess, makeHome, startGantry } from '../gantry-process.ts';

let gantry: GantryProcess;
let remove: () => Promise<void>;
beforeAll(async () => {
  const made = await makeHome();
  remove = made.remove;
  gantry = await startGantry(made.home);
});
afterAll(async () => {
  await gantry.stop();
  await remove();
});

interface Refusal {
  status: number;
  code: string;
  field?: string;
}

const json = { 'content-type': 'application/json' };

const cases: [string, Refusal, (path: string) => [string, RequestInit]][] = [];
function refuse(title: string, refusal: Refusal, call: [string, RequestInit]): void {
  cases.push([title, refusal, () => call]);
}
const post = (path: string, body: unknown): [string, RequestInit] => [
  path,
  { method: 'POST', headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) },
];

refuse('not JSON', { status: 400, code: 'malformed_body' }, post('/documents', '{"content":'));
refuse('JSON that is not an object', { status: 400, code: 'malformed_body' }, post('/documents', '[1]'));
refuse('no body', { status: 400, code: 'malformed_body' }, ['/documents', { method: 'POST', headers: json }]);
refuse('bytes that are not UTF-8', { status: 400, code: 'malformed_body' }, [
  '/documents',
  { method: 'POST', headers: json, body: new Uint8Array([123, 34, 255, 254, 34, 125]) },
]);
refuse('another media type', { status: 415, code: 'media_type_unsupported' }, [
  '/documents',
  { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
]);
refuse('a wrong type', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', { content: 5 }));
refuse('a missing field', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', {}));
refuse('an unknown field', { status: 422, code: 'invalid_value', field: 'contents' }, post('/documents', { content: 'x', contents: 'y' }));
refuse('an empty string', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', { content: '' }));
refuse('blanks', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', { content: ' \n\t ' }));
refuse('a NUL character', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', '{"content":"a\\u0000b"}'));
refuse('a lone surrogate', { status: 422, code: 'invalid_value', field: 'content' }, post('/documents', '{"content":"a\\ud800b"}'));
refuse(
  'a NUL in metadata',
  { status: 422, code: 'invalid_value', field: 'metadata' },
  post('/documents', '{"content":"x","metadata":{"a":"\\u0000"}}'),
);
refuse(
  'a wrong collection name',
  { status: 422, code: 'invalid_value', field: 'collection' },
  post('/documents', { content: 'x', collection: '../etc' }),
);
refuse(
  'a wrong item of a list',
  { status: 422, code: 'invalid_value', field: 'documents.1.content' },
  post('/documents/bulk', { documents: [{ content: 'x' }, { content: '' }] }),
);
refuse('an empty input', { status: 422, code: 'invalid_value', field: 'input' }, post('/v1/embeddings', { input: '' }));
refuse('an empty list', { status: 422, code: 'invalid_value', field: 'input' }, post('/v1/embeddings', { input: [] }));
refuse('an empty item', { status: 422, code: 'invalid_value', field: 'input.1' }, post('/v1/embeddings', { input: ['a', ''] }));
refuse('10,000 inputs', { status: 422, code: 'invalid_value', field: 'input' }, post('/v1/embeddings', { input: Array(10_000).fill('x') }));
refuse('a 10 MB body', { status: 413, code: 'body_too_large' }, post('/v1/embeddings', { input: 'x'.repeat(10 * 1024 * 1024) }));
refuse(
  'another number of dimensions',
  { status: 422, code: 'invalid_value', field: 'dimensions' },
  post('/v1/embeddings', { input: 'x', dimensions: 100 }),
);
refuse('an unknown model', { status: 404, code: 'not_found', field: 'model' }, post('/v1/embeddings', { input: 'x', model: 'gpt' }));
refuse('neither query nor embedding', { status: 422, code: 'invalid_value', field: 'query' }, post('/vector/search', {}));
refuse(
  'an embedding of another size',
  { status: 422, code: 'invalid_value', field: 'embedding' },
  post('/vector/search', { embedding: [1, 2, 3] }),
);
refuse('a limit out of range', { status: 422, code: 'invalid_value', field: 'limit' }, post('/vector/search', { query: 'x', limit: 0 }));
refuse('a query value that is no number', { status: 422, code: 'invalid_value', field: 'limit' }, ['/documents?limit=many', {}]);
refuse('an unknown query key', { status: 422, code: 'invalid_value', field: 'limti' }, ['/documents?limti=1', {}]);
refuse('an id that is none', { status: 422, code: 'invalid_value', field: 'id' }, ['/documents/1', {}]);
refuse('an id of nothing', { status: 404, code: 'not_found' }, ['/documents/00000000-0000-4000-8000-000000000000', {}]);
refuse('an unknown route', { status: 404, code: 'route_unknown' }, ['/nothing/here', {}]);
refuse('a wrong method', { status: 405, code: 'method_not_allowed' }, ['/documents', { method: 'PATCH', headers: json, body: '{}' }]);
refuse('a path that cannot be decoded', { status: 400, code: 'malformed_body' }, ['/documents/%E0%A4%A', {}]);
refuse(
  'a folder that is not there',
  { status: 422, code: 'folder_missing', field: 'path' },
  post('/documents/folders', { path: '/no/such/folder' }),
);
refuse('a relative folder', { status: 422, code: 'invalid_value', field: 'path' }, post('/documents/folders', { path: 'notes' }));
refuse(
  'a file as a folder',
  { status: 422, code: 'folder_missing', field: 'path' },
  post('/documents/folders', { path: process.execPath }),
);

describe('bad input', () => {
  it.each(cases)('%s is refused by name', async (_, { status, code, field }, call) => {
    const response = await gantry.fetch(...call(''));
    const body = (await response.json()) as {
      error: { code: string; message: string; field?: string; param?: string; request_id?: string };
    };
    expect({ status: response.status, code: body.error.code }).toEqual({ status, code });
    if (field !== undefined) expect(body.error.field ?? body.error.param).toBe(field);
    expect(body.error.message).toMatch(/\S{2}.*\.$/s);
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  it('leaves nothing half-written', async () => {
    expect((await gantry.client.call('documents.list', {})).total).toBe(0);
    expect((await gantry.client.call('tasks.list', {})).tasks.filter(({ kind }) => kind !== 'migrate-database')).toEqual([]);
    expect((await gantry.client.call('health.read', { refresh: true })).state).toBe('ok');
  });

  it('refuses deep nesting and a chunked body over the limit without falling over', async () => {
    const deep = await gantry.fetch(...post('/documents', `{"content":"x","metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`));
    expect([400, 422]).toContain(deep.status);
    const status = await new Promise<number>((resolve, reject) => {
      const url = new URL(gantry.url);
      const sending = request({
        host: url.hostname,
        port: url.port,
        path: '/documents',
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${gantry.token}` },
      });
      sending.on('response', (response) => resolve(response.statusCode ?? 0));
      // The host may close while we still write; the answer has come before.
      sending.on('error', reject);
      const megabyte = 'x'.repeat(1024 * 1024);
      sending.write('{"content":"');
      for (let i = 0; i < 12; i += 1) sending.write(megabyte);
      sending.end('"}');
    });
    expect(status).toBe(413);
  });
});

describe('who may ask', () => {
  const raw = (headers: Record<string, string>, path = '/health') =>
    new Promise<{ status: number; code: string }>((resolve, reject) => {
      const url = new URL(gantry.url);
      const asking = request({ host: url.hostname, port: url.port, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, code: (JSON.parse(text) as { error?: { code: string } }).error?.code ?? 'ok' }),
        );
      });
      asking.on('error', reject);
      asking.end();
    });
  const authorization = () => `Bearer ${gantry.token}`;

  it('needs a token, the right one, in either header', async () => {
    expect(await raw({})).toEqual({ status: 401, code: 'token_missing' });
    expect(await raw({ authorization: 'Bearer x' })).toEqual({ status: 401, code: 'token_invalid' });
    expect(await raw({ authorization: `Basic ${gantry.token}` })).toMatchObject({ status: 401 });
    expect(await raw({ 'x-api-key': gantry.token })).toEqual({ status: 200, code: 'ok' });
    expect((await fetch(`${gantry.url}/health?token=${gantry.token}`)).status).toBe(401);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.0.1'])(
    'refuses the Host %s',
    async (host) => {
      expect(await raw({ host, authorization: authorization() })).toEqual({ status: 403, code: 'host_refused' });
      expect(await raw({ host }, '/livez')).toEqual({ status: 403, code: 'host_refused' });
    },
  );

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost', 'file://'])(
    'refuses the Origin %s',
    async (origin) => {
      expect(await raw({ origin, authorization: authorization() })).toEqual({ status: 403, code: 'origin_refused' });
    },
  );

  it('sends no CORS header, to no one', async () => {
    const response = await gantry.fetch('/health', { headers: { origin: gantry.url } });
    expect(response.status).toBe(200);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await gantry.fetch('/health', { method: 'OPTIONS' })).ok).toBe(false);
  });

  it('listens on loopback only', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address !== undefined && !address.internal && address.family === 'IPv4');
    if (outside === undefined) return;
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(new URL(gantry.url).port), outside.address);
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  });
});

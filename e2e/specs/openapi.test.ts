import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isTaskOver, type OperationDeclaration, type OperationName, operations } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';
import { hasImages, makeStackHome } from '../stack-home.ts';

/** What is declared is what happens: every operation is called on a real host and its reply held against its declaration. */
let gantry: GantryProcess;
let remove: () => Promise<void>;
let openapi: OpenApi;

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown>; security?: unknown[] }>>;
  components: { schemas: Record<string, unknown> };
}

beforeAll(async () => {
  const made = await (hasImages ? makeStackHome() : makeHome());
  remove = made.remove;
  gantry = await startGantry(made.home);
  openapi = (await (await gantry.fetch('/openapi.json')).json()) as OpenApi;
});
afterAll(async () => {
  await gantry.stop();
  await remove();
});

const all = Object.entries<OperationDeclaration>(operations) as [OperationName, OperationDeclaration][];

it('documents every operation and nothing else', () => {
  const documented = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(all.map(([, { method, path }]) => `${method} ${path}`).sort());
  expect(openapi.openapi).toMatch(/^3\.1\./);
});

it('has no reference that leads nowhere', () => {
  for (const [, name] of JSON.stringify(openapi).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(openapi.components.schemas).toHaveProperty(name as string);
  expect(JSON.stringify(openapi)).not.toMatch(/"\$ref":"(?!#\/components\/)/);
});

describe('replies', () => {
  let documentId = '';
  let taskId = '';
  let tokenId = '';

  beforeAll(async () => {
    documentId = (
      await gantry.client.call('documents.create', {
        content: 'One document for all replies.',
        metadata: { kind: 'sample', weight: 1.5, draft: false, none: null },
      })
    ).id;
    taskId = (await gantry.client.call('documents.create-many', { documents: [{ content: 'By a task.' }] })).id;
    tokenId = (await gantry.client.call('tokens.create', { name: 'first', scopes: ['read'] })).token.id;
    await waitFor(async () => (await gantry.client.call('tasks.read', { id: taskId })).state === 'succeeded');
  });

  const baseRevision = async () => (await gantry.client.call('config.read-document', { document: 'settings' })).revision;
  const change = async (value: number) => ({
    document: 'settings',
    base_revision: await baseRevision(),
    changes: [{ key: 'search.hnswM', value }],
  });
  const allOver = async () => (await gantry.client.call('tasks.list', {})).tasks.every(({ state }) => isTaskOver(state));
  /** One replacement of secrets at a time. */
  const whenQuiet = async (given: Record<string, unknown>) => {
    await waitFor(allOver);
    return given;
  };

  const input: Partial<Record<OperationName, () => Record<string, unknown> | Promise<Record<string, unknown>>>> = {
    'config.explain': () => ({ key: 'server.port' }),
    'config.read-document': () => ({ document: 'settings' }),
    'config.preview': () => change(8),
    'config.apply': async () => ({ ...(await change(9)), watch_seconds: 0 }),
    'config.undo': async () => ({ id: (await gantry.client.call('config.history', {})).steps[0]?.id, watch_seconds: 0 }),
    'credentials.generate': () => ({ names: ['redis_password', 'qdrant_api_key'] }),
    'credentials.check': () => ({ name: 'redis_password', value: 'sunshine' }),
    'credentials.set': () => whenQuiet({ name: 'redis_password', value: 'a value "of" my own, 47 $' }),
    'credentials.rotate': () => whenQuiet({ names: ['redis_password'] }),
    'credentials.reveal': () => whenQuiet({ name: 'redis_password' }),
    'credentials.move': () => whenQuiet({ to: 'files' }),
    'embeddings.create': () => ({ input: ['a', 'b'] }),
    'models.read': () => ({ model: 'all-MiniLM-L6-v2' }),
    'tei.embed': () => ({ inputs: 'a', normalize: false }),
    'documents.create': () => ({ content: 'another', title: 'T', source_path: '/nowhere/x.md' }),
    'documents.create-many': () => ({ documents: [{ content: 'x' }] }),
    'documents.index-folder': () => ({ path: process.cwd().concat('/migrations'), collection: 'code' }),
    'documents.read': () => ({ id: documentId }),
    'search.vector': () => ({ query: 'one document', filter: { kind: 'sample' } }),
    'tasks.read': () => ({ id: taskId }),
    'tokens.create': () => ({ name: 'second', scopes: ['read'], requests_per_minute: 60 }),
    'tokens.update': () => ({ id: tokenId, name: 'third', expires_in_days: null }),
    'tokens.replace': () => ({ id: tokenId }),
    'setup.save': () => ({ place: 'embedded' }),
    'stack.up': () => ({ services: ['redis'], pull: 'never' }),
    'stack.down': () => ({ services: ['redis'] }),
    'stack.start-service': () => ({ name: 'redis' }),
    'stack.stop-service': () => ({ name: 'redis' }),
    'stack.restart-service': () => ({ name: 'redis' }),
    'stack.read-service': () => ({ name: 'redis' }),
    'stack.why': () => ({ name: 'redis' }),
    'stack.read-limits': () => ({ name: 'redis' }),
    'stack.set-limits': () => ({ name: 'redis', memory_bytes: 300 * 1024 * 1024 }),
    'stack.exec': () => ({ name: 'redis', command: ['redis-cli', '--version'] }),
    'stack.remap-port': () => ({ service: 'grafana', container_port: 3000 }),
    'stack.pull': () => ({ services: ['redis'] }),
  };
  // What runs no container and changes none is asked for without an engine, too.
  const needsEngine = ({ tag, method }: OperationDeclaration) => tag === 'Stack' && method !== 'GET';
  const isRunning = async (name: string) =>
    (await gantry.client.call('stack.read', {})).services.some((service) => service.name === name && service.state === 'ok');
  // Called elsewhere: they end a session, need a browser's one, a vault or a whole stack, cannot be resumed, or never end.
  const elsewhere: OperationName[] = [
    'session.create',
    'session.delete',
    'sessions.end',
    'tokens.revoke',
    'events.stream',
    'documents.delete',
    'tasks.cancel',
    'tasks.resume',
    'storage.switch',
    'host.restart',
    'credentials.repair',
    'credentials.unlock',
    'credentials.lock',
  ];

  const asked = all.filter(([name]) => !elsewhere.includes(name));
  it.each(asked.filter(([, declared]) => !needsEngine(declared)))('%s answers as declared', answersAsDeclared);
  (hasImages ? it : it.skip).each(asked.filter(([, declared]) => needsEngine(declared)))(
    '%s answers as declared',
    async (name, declared) => {
      if (name === 'stack.exec') {
        await gantry.client.call('stack.start-service', { name: 'redis' });
        await waitFor(() => isRunning('redis'));
      }
      await answersAsDeclared(name, declared);
      // One change after the other.
      await waitFor(allOver);
    },
  );

  async function answersAsDeclared(name: OperationName, declared: OperationDeclaration): Promise<void> {
    const given = (await input[name]?.()) ?? {};
    const path = declared.path.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = encodeURIComponent(String(given[key]));
      delete given[key];
      return value;
    });
    const body = declared.method === 'GET' ? {} : { body: JSON.stringify(given), headers: { 'content-type': 'application/json' } };
    const response = await gantry.fetch(path, { method: declared.method, ...body });
    const text = await response.text();
    expect(response.status, text).toBe(declared.status);
    expect(openapi.paths[declared.path]?.[declared.method.toLowerCase()]?.responses).toHaveProperty(String(declared.status));
    if (declared.reply !== 'json') {
      expect(text === '').toBe(declared.reply === 'none');
      return;
    }
    const result = z.safeParse(strict(declared.output), JSON.parse(text));
    expect(result.error?.issues ?? []).toEqual([]);
  }

  it.each(all.filter(([, { scope }]) => scope !== 'public'))(
    '%s is refused without a token, with a documented status',
    async (_, { method, path }) => {
      const response = await fetch(`${gantry.url}${path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')}`, { method });
      expect(response.status).toBe(401);
      expect(openapi.paths[path]?.[method.toLowerCase()]?.responses).toHaveProperty('401');
    },
  );
});

/** Replies may not carry what is not declared. */
function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

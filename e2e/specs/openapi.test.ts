import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type OperationDeclaration, type OperationName, operations } from '#contract';
import { type GantryProcess, makeHome, startGantry, waitFor } from '../gantry-process.ts';

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
  const made = await makeHome();
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
  const samples: Partial<Record<OperationName, () => Promise<Record<string, unknown>>>> = {};
  let documentId = '';
  let taskId = '';

  beforeAll(async () => {
    documentId = (
      await gantry.client.call('documents.create', {
        content: 'One document for all replies.',
        metadata: { kind: 'sample', weight: 1.5, draft: false, none: null },
      })
    ).id;
    taskId = (await gantry.client.call('documents.create-many', { documents: [{ content: 'By a task.' }] })).id;
    await waitFor(async () => (await gantry.client.call('tasks.read', { id: taskId })).state === 'succeeded');
  });

  const input: Partial<Record<OperationName, () => Record<string, unknown>>> = {
    'embeddings.create': () => ({ input: ['a', 'b'] }),
    'models.read': () => ({ model: 'all-MiniLM-L6-v2' }),
    'tei.embed': () => ({ inputs: 'a', normalize: false }),
    'documents.create': () => ({ content: 'another', title: 'T', source_path: '/nowhere/x.md' }),
    'documents.create-many': () => ({ documents: [{ content: 'x' }] }),
    'documents.index-folder': () => ({ path: process.cwd().concat('/migrations'), collection: 'code' }),
    'documents.read': () => ({ id: documentId }),
    'search.vector': () => ({ query: 'one document', filter: { kind: 'sample' } }),
    'tasks.read': () => ({ id: taskId }),
  };
  // Called elsewhere: they end a session, need a browser's one, cannot be resumed, or never end.
  const elsewhere: OperationName[] = [
    'session.create',
    'session.delete',
    'events.stream',
    'documents.delete',
    'tasks.cancel',
    'tasks.resume',
  ];

  it.each(all.filter(([name]) => !elsewhere.includes(name)))('%s answers as declared', async (name, declared) => {
    const given = { ...input[name]?.(), ...(await samples[name]?.()) };
    const path = declared.path.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(String((given as Record<string, unknown>)[key])),
    );
    const response = declared.method === 'GET' ? await gantry.fetch(path) : await gantry.post(path, given);
    expect(response.status).toBe(declared.status);
    expect(openapi.paths[declared.path]?.[declared.method.toLowerCase()]?.responses).toHaveProperty(String(declared.status));
    const text = await response.text();
    if (declared.reply !== 'json') {
      expect(text).not.toBe('');
      return;
    }
    const result = z.safeParse(strict(declared.output), JSON.parse(text));
    expect(result.error?.issues ?? []).toEqual([]);
  });

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

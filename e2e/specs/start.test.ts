import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '#platform/paths';
import { environmentFor, type GantryProcess, makeHome, runCli, startGantry } from '../gantry-process.ts';

let home: string;
let remove: () => Promise<void>;
let gantry: GantryProcess;

beforeAll(async () => {
  ({ home, remove } = await makeHome());
  gantry = await startGantry(home);
});
afterAll(async () => {
  await gantry.stop();
  await remove();
});

const norm = (vector: readonly number[]) => Math.hypot(...vector);

describe('a first start', () => {
  it('is ready with every part ok', async () => {
    const health = await gantry.client.call('health.read', { refresh: true });
    const parts = health.parts.map(({ name, state, reason }) => ({ name, state, reason }));
    // Nobody asked for containers.
    expect(parts).toEqual(health.parts.map(({ name, reason }) => ({ name, state: name === 'stack' ? 'stopped' : 'ok', reason })));
    expect(parts).toHaveLength(7);
    expect(health).toMatchObject({ state: 'ok', summary: 'All 6 parts healthy', ready: true, draining: false });
  });

  it('keeps its folders and secrets to its user', async () => {
    for (const folder of ['config', 'data', 'state', 'cache', 'state/run'])
      expect((await stat(join(home, folder))).mode & 0o777).toBe(0o700);
    for (const file of ['config/api-token', 'state/run/host.json', 'state/log/host.log'])
      expect((await stat(join(home, file))).mode & 0o777).toBe(0o600);
  });

  it('answers /v1/embeddings with 384 floats of norm 1', async () => {
    const reply = (await (await gantry.post('/v1/embeddings', { input: 'hello world' })).json()) as { data: { embedding: number[] }[] };
    expect(reply.data[0]?.embedding).toHaveLength(384);
    expect(norm(reply.data[0]?.embedding ?? [])).toBeCloseTo(1, 5);
  });

  it('works with the official openai client, floats and base64', async () => {
    const openai = new OpenAI({ apiKey: gantry.token, baseURL: `${gantry.url}/v1`, maxRetries: 0 });
    const model = (await openai.models.list()).data[0]?.id ?? '';
    // Without encoding_format this client asks for base64 and decodes it itself.
    const decoded = await openai.embeddings.create({ model, input: ['hello world', 'a second text'] });
    const floats = await openai.embeddings.create({ model, input: ['hello world', 'a second text'], encoding_format: 'float' });
    expect(decoded.data).toHaveLength(2);
    for (const [index, { embedding }] of decoded.data.entries()) {
      expect(norm(embedding)).toBeCloseTo(1, 5);
      expect(Math.max(...embedding.map((x, i) => Math.abs(x - (floats.data[index]?.embedding[i] ?? 9))))).toBeLessThan(1e-6);
    }
    expect(floats.usage.total_tokens).toBe(9);
    await expect(openai.embeddings.create({ model: 'no-such-model', input: 'x' })).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
      param: 'model',
    });
    await expect(new OpenAI({ apiKey: 'wrong', baseURL: `${gantry.url}/v1`, maxRetries: 0 }).models.list()).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
  });

  it('finds a stored document by meaning as soon as it is acknowledged', async () => {
    const stored = await gantry.client.call('documents.create', {
      title: 'Baking',
      content: 'How long should dough rise before it goes into the oven?',
    });
    await gantry.client.call('documents.create', { title: 'Cars', content: 'The engine needs new oil every ten thousand kilometres.' });
    const found = await gantry.client.call('search.vector', { query: 'proofing time for bread' });
    expect(found.results[0]).toMatchObject({ document_id: stored.id, title: 'Baking' });
    await gantry.client.call('documents.delete', { id: stored.id });
    expect((await gantry.client.call('search.vector', { query: 'proofing time for bread' })).results.map(({ title }) => title)).toEqual([
      'Cars',
    ]);
  });
});

it('measures what its requests really took', async () => {
  const startedAt = performance.now();
  await gantry.client.call('embeddings.create', {
    input: Array.from({ length: 64 }, (_, i) => `A sentence of some length, number ${i}, never seen before.`),
  });
  const seenSeconds = (performance.now() - startedAt) / 1000;
  const text = await gantry.client.call('metrics.read', {});
  const sum = Number(/^gantry_http_request_seconds_sum\{route="\/v1\/embeddings",method="POST"\} (\S+)$/m.exec(text)?.[1]);
  const count = Number(/^gantry_http_request_seconds_count\{route="\/v1\/embeddings",method="POST"\} (\d+)$/m.exec(text)?.[1]);
  expect(count).toBeGreaterThan(3);
  // 64 texts are nine tenths of all that was asked of this route; what was measured cannot be far from what was waited for.
  expect(sum).toBeGreaterThan(seenSeconds / 2);
});

describe('beside a running host', () => {
  it('a second start in the same home says who runs', async () => {
    const { code, stderr } = await runCli(home, ['serve']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/already uses this home folder/);
  });

  it('a start on a taken port names the process that holds it', async () => {
    const other = await makeHome();
    const { code, stderr } = await runCli(other.home, ['serve'], { GANTRY_PORT: new URL(gantry.url).port });
    expect(code).toBe(4);
    expect(stderr).toContain(new URL(gantry.url).port);
    expect(stderr).toMatch(/process \d+/);
    expect(stderr).toContain('GANTRY_PORT');
    await other.remove();
  });

  it('a second host in another home works side by side', async () => {
    const other = await makeHome();
    const second = await startGantry(other.home);
    expect((await second.client.call('health.read', {})).state).toBe('ok');
    expect((await second.fetch('/health', { headers: { authorization: `Bearer ${gantry.token}` } })).status).toBe(401);
    expect(await second.stop('SIGINT')).toEqual({ code: 0, signal: null });
    await other.remove();
  });

  it('a port held by a foreign program is named too', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const port = (holder.address() as { port: number }).port;
    const other = await makeHome();
    const { code, stderr } = await runCli(other.home, ['serve'], { GANTRY_PORT: String(port) });
    expect(code).toBe(4);
    expect(stderr).toContain(String(process.pid));
    holder.close();
    await other.remove();
  });
});

describe('stopping', () => {
  it('finishes what is in flight, keeps data, and starts again', async () => {
    const { home: own, remove: removeOwn } = await makeHome();
    const first = await startGantry(own);
    const { id } = await first.client.call('documents.create', { content: 'This must be here after the restart.' });
    const inFlight = first.post('/v1/embeddings', {
      input: Array.from({ length: 400 }, (_, i) => `A text of some length about subject number ${i}, to keep the model busy.`),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = first.stop('SIGTERM');
    expect((await inFlight).status).toBe(200);
    expect(await stopped).toEqual({ code: 0, signal: null });
    const second = await startGantry(own);
    process.stdout.write(
      `   first start to /readyz ${(first.readyMs / 1000).toFixed(2)} s, second ${(second.readyMs / 1000).toFixed(2)} s\n`,
    );
    expect((await second.client.call('documents.read', { id })).content).toBe('This must be here after the restart.');
    expect(second.token).toBe(first.token);
    await second.stop();
    await removeOwn();
  });

  it('a signal before it is up ends it and blocks nothing', async () => {
    const { home: own, remove: removeOwn } = await makeHome();
    const child = spawn(process.execPath, [builtFile('services/cli/main.js'), 'serve'], { env: environmentFor(own), stdio: 'ignore' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGTERM');
    await new Promise((resolve) => child.on('exit', resolve));
    const next = await startGantry(own);
    expect((await next.client.call('health.read', {})).state).toBe('ok');
    await next.stop();
    await removeOwn();
  });
});

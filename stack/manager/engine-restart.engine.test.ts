import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isInstalled, startPrivateDocker } from '../../e2e/engine/start-engine.ts';
import { busyboxImage, ensureBusybox } from './test-image.ts';
import { eventually, startTestStack } from './test-stack.ts';

const mayStart = process.getuid?.() === 0 && isInstalled('dockerd');
const cleanups: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const clean of cleanups.reverse()) await clean();
});

const compose = `services:
  one:
    image: ${busyboxImage}
    init: true
    stop_grace_period: 1s
    command: ["sh", "-c", "sleep 0.3; touch /tmp/ok; sleep 1000"]
    healthcheck: { test: ["CMD", "test", "-f", "/tmp/ok"], interval: 1s, timeout: 2s, retries: 2, start_period: 5s }
  two:
    image: ${busyboxImage}
    init: true
    stop_grace_period: 1s
    command: ["sh", "-c", "touch /tmp/ok; sleep 1000"]
    healthcheck: { test: ["CMD", "test", "-f", "/tmp/ok"], interval: 1s, timeout: 2s, retries: 2, start_period: 5s }
    depends_on: { one: { condition: service_healthy } }
`;

it.skipIf(!mayStart)('an engine that stops and comes back: last known state meanwhile, then all in order again', async () => {
  const dataRoot = await mkdtemp(join(tmpdir(), 'gantry-docker-data-'));
  cleanups.push(() => rm(dataRoot, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }));
  const first = await startPrivateDocker(dataRoot);
  expect(first.reason).toBeUndefined();
  const socket = first.socket as string;
  await ensureBusybox(socket);
  const stack = await startTestStack({ compose, socket });
  cleanups.push(() => stack.close());
  expect((await stack.change('stack.up', { services: ['two'] })).error).toBeUndefined();

  await first.stop();
  await eventually(async () => (await stack.ask('stack.read')).engine.state === 'down');
  const gone = await stack.ask('stack.read');
  expect(gone.services.map(({ state, reason }) => [state, /last known: \w+/.test(reason)])).toEqual([
    ['unknown', true],
    ['unknown', true],
  ]);
  expect(gone.services.map(({ desired }) => desired)).toEqual(['running', 'running']);
  const why = await stack.ask('stack.why', { name: 'one' });
  expect(why.findings.map(({ cause }) => cause)).toEqual(['engine-down']);
  expect(why.summary).toContain(gone.engine.reason);
  await expect(stack.ask('stack.up', { services: ['two'] })).rejects.toMatchObject({ code: 'engine_unavailable' });

  const second = await startPrivateDocker(dataRoot, socket);
  cleanups.push(() => second.stop());
  expect(second.reason).toBeUndefined();
  const from = stack.seen.length;
  await eventually(async () => (await stack.ask('stack.read')).services.every(({ state }) => state === 'ok'), 60_000);
  const healthy = stack.seen
    .slice(from)
    .flatMap((event) => (event.event === 'service.changed' && event.data.state === 'ok' ? [event.data.name] : []));
  expect([...new Set(healthy)]).toEqual(['one', 'two']);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { startTestRegistry } from '../test-registry.ts';
import { startTestStack, type TestStack } from '../test-stack.ts';

const socket = process.env.GANTRY_TEST_ENGINE;
const docker = new Docker({ socketPath: socket?.replace('unix://', '') ?? '' });
/** Podman asks every registry with TLS. */
const isDocker =
  socket !== undefined &&
  (await docker
    .version()
    .then(({ Components = [] }) => Components.every(({ Name }) => !/podman/i.test(Name)))
    .catch(() => false));
const mib = 1024 * 1024;

const healthy = (seconds: number) =>
  `    healthcheck: { test: ['CMD', 'sh', '-c', 'test -e /tmp/up'], interval: 1s, start_period: ${seconds}s }\n    command: ['sh', '-c', 'sleep 1; touch /tmp/up; sleep 1000']\n    tmpfs: [/tmp]\n    stop_grace_period: 0s\n`;

describe.skipIf(!isDocker)('what a setup costs, on a real engine', () => {
  let registry: Awaited<ReturnType<typeof startTestRegistry>>;
  let stack: TestStack;
  let image: string;

  beforeAll(async () => {
    await ensureBusybox(socket as string);
    registry = await startTestRegistry();
    ({ image } = registry.put('setup', '1', [3 * mib, 2 * mib]));
    const compose = `services:
  base:
    image: ${busyboxImage}
    profiles: [core]
    mem_limit: 64m
    mem_reservation: 16m
    secrets: [token]
${healthy(20)}  top:
    image: ${busyboxImage}
    profiles: [core]
    mem_limit: 32m
    depends_on: { base: { condition: service_healthy } }
${healthy(10)}  far:
    image: ${image}
    profiles: [far]
secrets:
  token:
    file: ${'$'}{GANTRY_SECRETS}/setup_token
`;
    stack = await startTestStack({ compose, socket: socket as string });
  });
  afterAll(async () => {
    await stack?.remove();
    await docker
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
    await registry?.close();
  });

  it('knows before the first start what must fit, and not what nobody measured', async () => {
    expect(stack.setup.hasStarted()).toBe(false);
    const plan = await stack.setup.plan(['core']);
    const { Size } = await docker.getImage(busyboxImage).inspect();
    expect(plan).toMatchObject({
      services: ['base', 'top'],
      memory: { needed_bytes: 48 * mib, limit_bytes: 96 * mib },
      images: [{ image: busyboxImage, service: 'base', is_present: true, bytes: Size }],
      download: { known_bytes: 0, unknown_images: 0, seconds: 0 },
      start_seconds: null,
      start_seconds_most: 30,
      problems: [],
    });
    expect(plan.disk_free_bytes).toBeGreaterThan(0);
    expect(await stack.setup.missingSecrets(['core'])).toEqual(['setup_token']);
    expect(await stack.setup.pullMissing(['core'], 'a test')).toBeUndefined();
  });

  it('knows after the first start how long it usually takes, and that what is up costs nothing', async () => {
    expect(await stack.setup.makeSecrets(['core'])).toEqual(['setup_token']);
    expect(await stack.setup.makeSecrets(['core'])).toEqual([]);
    expect((await readFile(join(stack.home, 'config', 'secrets', 'setup_token'), 'utf8')).length).toBeGreaterThan(30);
    const { id } = await stack.setup.start(['core'], 'a test');
    expect((await stack.tasks.finished(id)).error).toBeUndefined();
    expect(await stack.setup.plan(['core'])).toMatchObject({ start_seconds: 0, start_seconds_most: 0 });
    expect(stack.setup.hasStarted()).toBe(true);
    await stack.change('stack.down');
    const { start_seconds: seconds } = await stack.setup.plan(['core']);
    const [base, top] = [await stack.service('base'), await stack.service('top')];
    expect(seconds).toBe(((base.usual_ready_ms ?? Number.NaN) + (top.usual_ready_ms ?? Number.NaN)) / 1000);
  });

  it('learns size and speed from the pulls of this computer', async () => {
    expect(await stack.setup.plan(['far'])).toMatchObject({
      images: [{ image, is_present: false, bytes: null }],
      download: { known_bytes: 0, unknown_images: 1, seconds: null },
    });
    const task = await stack.setup.pullMissing(['far'], 'a test');
    expect((await stack.tasks.finished(task?.id ?? '')).error).toBeUndefined();
    const { Size } = await docker.getImage(image).inspect();
    expect((await stack.setup.plan(['far'])).images).toMatchObject([{ is_present: true, bytes: Size }]);
    await docker.getImage(image).remove({ force: true });
    const { images, download } = await stack.setup.plan(['far']);
    expect(images).toMatchObject([{ is_present: false }]);
    expect(download).toMatchObject({ known_bytes: images[0]?.bytes, unknown_images: 0 });
    expect(download.known_bytes).toBeGreaterThanOrEqual(5 * mib);
    expect(download.known_bytes).toBeLessThan(5.1 * mib);
    expect(download.seconds).toBeGreaterThan(0);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '#contract';
import { startTestRegistry } from '../test-registry.ts';
import { eventually, startTestStack, type TestStack } from '../test-stack.ts';

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

describe.skipIf(!isDocker)('pulling from a registry', () => {
  let registry: Awaited<ReturnType<typeof startTestRegistry>>;
  let stack: TestStack;
  const images: string[] = [];

  beforeAll(async () => {
    registry = await startTestRegistry();
    stack = await startTestStack({ compose: 'services: {}\n', socket: socket as string });
  });
  afterAll(async () => {
    await stack?.remove();
    for (const image of images)
      await docker
        .getImage(image)
        .remove({ force: true })
        .catch(() => undefined);
    await registry?.close();
  });

  async function use(image: string): Promise<void> {
    images.push(image);
    await stack.rewrite(`services:\n  one:\n    image: ${image}\n    profiles: [core]\n`);
  }
  const pull = async () => (await stack.ask('stack.pull', { services: ['one'] })) as Task;
  const digests = async (image: string) => (await docker.getImage(image).inspect()).RepoDigests ?? [];

  it('counts the bytes of all layers while they come, with speed and time left', async () => {
    const { image, digest } = registry.put('bytes', '1', [3 * mib, 2 * mib, mib]);
    registry.setSpeed(1.5 * mib);
    await use(image);
    const { id } = await pull();
    const seen = () => stack.seen.flatMap((event) => (event.event === 'task.changed' && event.data.id === id ? [event.data.progress] : []));
    const ended = await stack.tasks.finished(id);
    registry.setSpeed(Number.POSITIVE_INFINITY);
    expect(ended.error).toBeUndefined();
    const done = seen().map((progress) => progress.done);
    expect([...done].sort((one, other) => one - other)).toEqual(done);
    expect(new Set(done).size).toBeGreaterThan(5);
    const totals = seen().flatMap(({ total }) => (total === null ? [] : [total]));
    expect(totals.at(-1)).toBeGreaterThanOrEqual(6 * mib);
    expect(totals.at(-1)).toBeLessThan(6.1 * mib);
    expect(done.at(-1)).toBe(totals.at(-1));
    expect(seen().some(({ per_second: speed }) => speed !== null && speed > 0)).toBe(true);
    expect(seen().some(({ eta_seconds: eta }) => eta !== null && eta > 0)).toBe(true);
    expect(await digests(image)).toContain(`${registry.host}/bytes@${digest}`);
  });

  it('stops when it is cancelled, and brings the rest when it is asked again', async () => {
    const { image } = registry.put('cancelled', '1', [4 * mib, mib]);
    registry.setSpeed(0.5 * mib);
    await use(image);
    const { id } = await pull();
    await eventually(async () => (stack.tasks.read(id)?.progress.done ?? 0) > 200_000);
    stack.tasks.cancel(id);
    expect((await stack.tasks.finished(id)).state).toBe('cancelled');
    await expect(docker.getImage(image).inspect()).rejects.toMatchObject({ statusCode: 404 });
    registry.setSpeed(Number.POSITIVE_INFINITY);
    expect((await stack.tasks.finished((await pull()).id)).error).toBeUndefined();
  });

  it('takes an error inside the stream for one, although the engine began with status 200', async () => {
    const { image, layers } = registry.put('broken', '1', [mib, mib]);
    registry.breakLayer(layers[1] as string);
    await use(image);
    const ended = await stack.tasks.finished((await pull()).id);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'image_unreachable' } });
    expect(ended.error?.message).toContain(image);
    await use(`${registry.host}/absent:9`);
    expect((await stack.tasks.finished((await pull()).id)).error?.code).toBe('image_unreachable');
  });

  it('brings what was written down, although the tag was moved since', async () => {
    const pinned = registry.put('moved', '7', [100_000]);
    await use(pinned.image);
    await stack.tasks.finished((await pull()).id);
    const task = await stack.ask('stack.pin');
    expect((await stack.tasks.finished(task.id)).result).toMatchObject({ pinned: 1, images: 1 });
    const file = join(stack.home, 'config', 'images.lock');
    expect(await readFile(file, 'utf8')).toContain(pinned.digest);
    await docker.getImage(pinned.image).remove({ force: true });
    const moved = registry.put('moved', '7', [200_000]);
    expect(moved.digest).not.toBe(pinned.digest);
    expect((await stack.tasks.finished((await pull()).id)).error).toBeUndefined();
    expect(await digests(pinned.image)).toEqual([`${registry.host}/moved@${pinned.digest}`]);
    await writeFile(file, 'one:\n  image: x\n  digest: md5:1\n');
    expect((await stack.tasks.finished((await pull()).id)).error).toMatchObject({
      code: 'compose_invalid',
      message: expect.stringContaining('images.lock: one.digest must be sha256:'),
    });
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTaskOver, type Task } from '#contract';
import { type GantryProcess, startGantry, waitFor } from '../gantry-process.ts';
import { docker, hasImages, makeStackHome, type StackHome } from '../stack-home.ts';

/** The variables of the stack edited through the API, on real programs. */
describe.skipIf(!hasImages)('variables of the stack', () => {
  let home: StackHome;
  let gantry: GantryProcess;

  beforeAll(async () => {
    home = await makeStackHome();
    gantry = await startGantry(home.home);
    const task = await ended(await gantry.client.call('stack.up', { services: ['redis', 'nginx'], pull: 'never' }));
    expect(task.error).toBeUndefined();
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  async function ended(task: { id: string } | null): Promise<Task> {
    const id = task?.id ?? '';
    await waitFor(async () => isTaskOver((await gantry.client.call('tasks.read', { id })).state));
    return gantry.client.call('tasks.read', { id });
  }
  const revision = async () => (await gantry.client.call('config.read-document', { document: 'variables' })).revision;
  const changes = (values: Record<string, string | null>) => Object.entries(values).map(([key, value]) => ({ key, value }));
  const preview = async (values: Record<string, string | null>) =>
    gantry.client.call('config.preview', { document: 'variables', base_revision: await revision(), changes: changes(values) });
  const redisHas = async (directive: string) => {
    const script = `REDISCLI_AUTH=$(cat /run/secrets/redis_password) exec redis-cli CONFIG GET ${directive}`;
    const { stdout } = await gantry.client.call('stack.exec', { name: 'redis', command: ['sh', '-c', script] });
    return stdout.trim().split('\n')[1];
  };
  const envFile = () => readFile(join(home.home, 'config', 'stack.env'), 'utf8');

  it('previews a change: who starts again, and what the program itself says', async () => {
    const before = await envFile();
    const { is_valid, effect, dry_runs, changed } = await preview({ REDIS_LOG_LEVEL: 'debug', GRAFANA_LOG_LEVEL: 'error' });
    expect({ is_valid, effect }).toEqual({ is_valid: true, effect: { at_once: ['GRAFANA_LOG_LEVEL'], host: [], services: ['redis'] } });
    expect(dry_runs.map(({ service, state }) => [service, state])).toEqual([
      [null, 'passed'],
      ['grafana', 'skipped'],
      ['redis', 'passed'],
    ]);
    expect(changed).toContainEqual({ key: 'REDIS_LOG_LEVEL', from: null, to: 'debug' });
    const refused = await preview({ REDIS_LOG_LEVEL: 'loud', NGINX_RATE: '0' });
    expect(refused.is_valid).toBe(false);
    expect(refused.problems.map(({ key }) => key).sort()).toEqual(['NGINX_RATE', 'REDIS_LOG_LEVEL']);
    expect(await envFile()).toBe(before);
  });

  it('applies it: the program has the value, the history has the step, and an undo takes both back', async () => {
    const { step, task } = await gantry.client.call('config.apply', {
      document: 'variables',
      base_revision: await revision(),
      changes: changes({ REDIS_MAXMEMORY: '96mb' }),
      watch_seconds: 0,
    });
    expect((await ended(task)).error).toBeUndefined();
    expect(await redisHas('maxmemory')).toBe(String(96 * 1024 ** 2));
    expect((await gantry.client.call('config.drift', {})).drift.filter(({ service }) => service === 'redis')).toEqual([]);
    const undone = await gantry.client.call('config.undo', { id: step?.id as string, watch_seconds: 0 });
    expect((await ended(undone.task)).error).toBeUndefined();
    expect(await redisHas('maxmemory')).toBe(String(128 * 1024 ** 2));
  });

  it('writes limits with history, and leaves a refused one nowhere', async () => {
    const memory = async () => (await docker.getContainer(`${home.project}-redis-1`).inspect()).HostConfig.Memory;
    await gantry.client.call('stack.set-limits', { name: 'redis', memory_bytes: 300 * 1024 ** 2 });
    expect(await memory()).toBe(300 * 1024 ** 2);
    const { steps } = await gantry.client.call('config.history', { document: 'variables' });
    expect(steps[0]).toMatchObject({ reason: 'Limits of redis were set', changed: [{ key: 'REDIS_MEMORY', to: String(300 * 1024 ** 2) }] });
    const before = await envFile();
    // Below what Redis may hold: the kernel would end it.
    await expect(gantry.client.call('stack.set-limits', { name: 'redis', memory_bytes: 64 * 1024 ** 2 })).rejects.toMatchObject({
      code: 'config_invalid',
    });
    // More processors than any computer of the tests has: the engine refuses.
    await expect(gantry.client.call('stack.set-limits', { name: 'redis', cpus: 500 })).rejects.toMatchObject({ code: 'engine_refused' });
    expect(await envFile()).toBe(before);
    expect(await memory()).toBe(300 * 1024 ** 2);
  });

  it('explains a variable with its layers and the drift of the container', async () => {
    await docker.getContainer(`${home.project}-redis-1`).update({ Memory: 290 * 1024 ** 2, MemorySwap: 290 * 1024 ** 2 });
    const { entry, drift } = await gantry.client.call('config.explain', { key: 'REDIS_MEMORY' });
    expect(entry.layers.map(({ layer }) => layer)).toEqual(['default', 'user']);
    expect(entry.origin).toEqual({ layer: 'user', place: expect.stringMatching(/^stack\.env:\d+$/) });
    expect(drift).toEqual([expect.objectContaining({ service: 'redis', where: 'container', expected: '300m', actual: '290m' })]);
  });
});

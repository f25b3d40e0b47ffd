import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '#contract';
import { type GantryProcess, runCli, startGantry, waitFor } from '../gantry-process.ts';
import { tinyModel } from '../images/tiny-model.ts';
import { docker, engineSocket, freePorts, hasImages, makeStackHome, type StackHome, testedServices } from '../stack-home.ts';

/** The stack of stack/compose.yaml as a user has it: a real host, a real engine, real programs from Debian. Qdrant is a stand-in. */
describe.skipIf(!hasImages)('the stack on real images', () => {
  let home: StackHome;
  let gantry: GantryProcess;

  beforeAll(async () => {
    home = await makeStackHome();
    gantry = await startGantry(home.home);
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  async function ended({ id }: { id: string }): Promise<Task> {
    await waitFor(async () =>
      ['succeeded', 'failed', 'cancelled', 'interrupted'].includes((await gantry.client.call('tasks.read', { id })).state),
    );
    return gantry.client.call('tasks.read', { id });
  }
  const up = async (services: string[]) => ended(await gantry.client.call('stack.up', { services, pull: 'never' }));
  const service = async (name: string) => (await gantry.client.call('stack.read', {})).services.find((each) => each.name === name);
  const container = async (name: string) => docker.getContainer(`${home.project}-${name}-1`).inspect();

  it('starts postgres, redis, nginx and prometheus until each is healthy by meaning', async () => {
    const task = await up(testedServices);
    expect(task.error).toBeUndefined();
    expect(task.state).toBe('succeeded');
    const stack = await gantry.client.call('stack.read', {});
    expect(stack.summary).toBe(`All ${testedServices.length} services healthy`);
    expect(stack.gateway.url).toMatch(/^http:\/\/\d+\.\d+\.\d+\.\d+:\d+$/);
  });

  it('prints every part and service for make health and exits 0 only when all are well', async () => {
    const { code, stdout } = await runCli(home.home, ['status', '--check']);
    expect(stdout).toMatch(/postgres/);
    expect(code).toBe(0);
  });

  it('gives each container its secrets as files and none in its environment, arguments or labels', async () => {
    for (const name of testedServices) {
      const shown = JSON.stringify(await container(name));
      for (const secret of ['postgres_password', 'redis_password', 'qdrant_api_key', 'gantry_token'])
        expect(shown).not.toContain((await readFile(join(home.home, 'config', 'secrets', secret), 'utf8')).trim());
    }
    const { HostConfig } = await container('redis');
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'] });
    expect(HostConfig.PidsLimit).toBeGreaterThan(0);
    expect(HostConfig.PortBindings?.['6379/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: home.variables.REDIS_PORT }]);
  });

  it('lets containers reach the local API on the stack’s gateway with their token, and nobody without', async () => {
    const { url } = (await gantry.client.call('stack.read', {})).gateway;
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/health`)).status).toBe(401);
    expect((await fetch(`${url}/health`, { headers: { origin: url as string, authorization: `Bearer ${gantry.token}` } })).status).toBe(
      403,
    );
    const query = `http://127.0.0.1:${home.variables.PROMETHEUS_PORT}/api/v1/query?query=up%7Bjob%3D%22gantry%22%7D`;
    await waitFor(async () => JSON.stringify(await (await fetch(query)).json()).includes('"1"'), 500);
  });

  it.skipIf(process.env.GANTRY_TEST_COMPOSE === undefined)('is what docker compose ps lists', () => {
    const env = { ...process.env, DOCKER_HOST: engineSocket, DOCKER_CONFIG: process.env.GANTRY_TEST_COMPOSE };
    const file = join(import.meta.dirname, '..', '..', 'stack', 'compose.yaml');
    const compose = (...args: string[]) =>
      execFileSync('docker', ['compose', '-f', file, '-p', home.project, ...args], { env, encoding: 'utf8' });
    const listed = compose('ps', '--format', 'json')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { Service: string; State: string; Health: string });
    expect(listed.map(({ Service }) => Service).sort()).toEqual([...testedServices].sort());
    expect(new Set(listed.map(({ State }) => State))).toEqual(new Set(['running']));
    for (const overlay of ['dev', 'staging', 'prod']) {
      const args = ['compose', '-f', file, '-f', file.replace('.yaml', `.${overlay}.yaml`), '--profile', '*', 'config', '--quiet'];
      expect(() =>
        execFileSync('docker', args, { env: { PATH: process.env.PATH, HOME: '/nowhere', DOCKER_CONFIG: env.DOCKER_CONFIG } }),
      ).not.toThrow();
    }
  });

  it('moves documents into the stack’s Postgres and back while requests go on', async () => {
    for (let index = 0; index < 20; index += 1)
      await gantry.client.call('documents.create', {
        content: `Document ${index} of the harbour, with cranes and gantries.`,
        title: `D${index}`,
      });
    const before = await gantry.client.call('search.vector', { query: 'cranes of the harbour', limit: 10 });
    let failed = 0;
    let asked = 0;
    const load = new AbortController();
    const asking = (async () => {
      while (!load.signal.aborted) {
        asked += 1;
        await gantry.client.call('search.vector', { query: `harbour ${asked}` }).catch(() => (failed += 1));
        await gantry.client
          .call('documents.create', { content: `Written meanwhile ${asked}`, title: `M${asked}` })
          .catch(() => (failed += 1));
      }
    })();
    const there = await ended(await gantry.client.call('storage.switch', { to: 'stack' }));
    expect(there.error).toBeUndefined();
    expect((await gantry.client.call('health.read', {})).storage).toBe('stack');
    const back = await ended(await gantry.client.call('storage.switch', { to: 'embedded' }));
    expect(back.error).toBeUndefined();
    load.abort();
    await asking;
    expect(failed).toBe(0);
    expect(asked).toBeGreaterThan(3);
    const after = await gantry.client.call('search.vector', { query: 'cranes of the harbour', limit: 10 });
    expect(after.results.map(({ title, score }) => [title, score])).toEqual(before.results.map(({ title, score }) => [title, score]));
  });

  it('recognises a password that does not match an initialised volume', async () => {
    const file = join(home.home, 'config', 'secrets', 'postgres_password');
    const former = await readFile(file, 'utf8');
    await writeFile(file, 'not-the-one-of-the-volume');
    expect((await service('postgres'))?.outdated).toBe('a secret it is given was changed');
    await gantry.client.call('stack.up', { services: ['postgres'], pull: 'never' });
    await waitFor(
      async () =>
        (await gantry.client.call('stack.why', { name: 'postgres' })).findings.some(({ cause }) => cause === 'wrong-password-for-volume'),
      500,
    );
    const why = await gantry.client.call('stack.why', { name: 'postgres' });
    expect(why.changes).toContainEqual({ what: 'credentials', detail: 'postgres_password' });
    expect(JSON.stringify(why)).not.toContain('not-the-one-of-the-volume');
    await writeFile(file, former);
    await ended(await gantry.client.call('stack.stop-service', { name: 'postgres' }));
    expect((await up(['postgres'])).state).toBe('succeeded');
  });

  it('starts a model server when its model is there, and says what is missing when not', async () => {
    const task = await up(['llama-cpp']);
    expect(task.state).toBe('failed');
    const why = await gantry.client.call('stack.why', { name: 'llama-cpp' });
    expect(why.findings[0]).toMatchObject({ cause: 'model-missing', message: expect.stringContaining('model.gguf') });
    await writeFile(join(home.home, 'models', 'model.gguf'), tinyModel());
    expect((await up(['llama-cpp'])).error).toBeUndefined();
    const key = (await readFile(join(home.home, 'config', 'secrets', 'llama_api_key'), 'utf8')).trim();
    const reply = await fetch(`http://127.0.0.1:${home.variables.LLAMA_CPP_PORT}/v1/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'abc', max_tokens: 4 }),
    });
    expect(reply.status).toBe(200);
    await ended(await gantry.client.call('stack.stop-service', { name: 'llama-cpp' }));
  });

  it('remaps a taken port in one step, with what names it', async () => {
    await ended(await gantry.client.call('stack.stop-service', { name: 'nginx' }));
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(Number(home.variables.NGINX_PORT), '127.0.0.1', resolve));
    try {
      const plan = await gantry.client.call('stack.plan', { services: ['nginx'] });
      expect(plan.problems.find(({ code }) => code === 'port_taken')).toMatchObject({
        is_blocking: true,
        message: expect.stringContaining(`process ${process.pid}`),
      });
      const [free] = await freePorts(1);
      const { variable, to } = await gantry.client.call('stack.remap-port', { service: 'nginx', container_port: 8080, host_port: free });
      expect([variable, to]).toEqual(['NGINX_PORT', free]);
      expect((await up(['nginx'])).error).toBeUndefined();
      expect(await (await fetch(`http://127.0.0.1:${free}/gantry/health`)).json()).toEqual({ service: 'nginx', status: 'ok' });
    } finally {
      holder.close();
    }
  });

  it('changes a limit in the running container and keeps it for the next', async () => {
    const started = (await service('redis'))?.container?.started_at;
    const reply = await gantry.client.call('stack.set-limits', { name: 'redis', memory_bytes: 300 * 1024 * 1024 });
    expect(reply.in_force?.memory_bytes).toBe(300 * 1024 * 1024);
    expect(reply.in_file.memory_bytes).toBe(300 * 1024 * 1024);
    expect((await container('redis')).HostConfig.Memory).toBe(300 * 1024 * 1024);
    expect((await service('redis'))?.container?.started_at).toBe(started);
    expect((await service('redis'))?.outdated).toBeNull();
  });

  async function kill(): Promise<void> {
    const { pid } = JSON.parse(await readFile(join(home.home, 'state', 'run', 'host.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await gantry.stop('SIGKILL');
  }

  it('goes on where a host that was killed during a start and during a stop left off', async () => {
    await ended(await gantry.client.call('stack.down', {}));
    await gantry.client.call('stack.up', { services: testedServices, pull: 'never' });
    await waitFor(async () => (await service('postgres'))?.container !== null);
    await kill();
    gantry = await startGantry(home.home);
    await waitFor(
      async () => (await gantry.client.call('stack.read', {})).summary === `All ${testedServices.length} services healthy`,
      300,
    );

    await gantry.client.call('stack.down', {});
    await waitFor(async () => (await gantry.client.call('stack.read', {})).services.some(({ phase }) => phase === 'stopping'), 20);
    await kill();
    gantry = await startGantry(home.home);
    await waitFor(
      async () =>
        (await docker.listContainers({ all: true, filters: { label: [`com.docker.compose.project=${home.project}`] } })).length === 0,
      300,
    );
    // It is closed when the last container has gone, a moment after that.
    await waitFor(async () => (await gantry.client.call('stack.read', {})).gateway.url === null);
    expect(
      (await docker.listVolumes({ filters: { label: [`com.docker.compose.project=${home.project}`] } })).Volumes.length,
    ).toBeGreaterThan(0);
  });
});

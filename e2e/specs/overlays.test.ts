import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTaskOver, type Task } from '#contract';
import { type GantryProcess, makeHome, runCli, startGantry, waitFor } from '../gantry-process.ts';
import { docker, hasImages, makeStackHome, type StackHome } from '../stack-home.ts';

const services = ['postgres', 'redis', 'qdrant', 'nginx', 'prometheus'];
const mib = 1024 ** 2;

/** What docs/configuration.md says of each environment, looked up inside the running containers. */
const expected = {
  dev: {
    postgres: { log_min_duration_statement: '100ms', log_min_messages: 'notice', shared_buffers: '128MB', max_connections: '50' },
    redis: { maxmemory: String(128 * mib), loglevel: 'verbose' },
    memory: { postgres: 768 * mib, redis: 256 * mib, prometheus: 512 * mib },
    nginx: { rate: '50r/s', burst: '200', body: '64m', log: 'info' },
    retention: '15d',
    sampling: '1.0',
    publishes: { qdrant: ['6333', '6334'], prometheus: ['9090'] },
    host: { level: 'debug', sessionHours: 12, requestsPerMinute: 0 },
    refuses: false,
  },
  prod: {
    postgres: { log_min_duration_statement: '5s', log_min_messages: 'warning', shared_buffers: '512MB', max_connections: '100' },
    redis: { maxmemory: String(512 * mib), loglevel: 'warning' },
    memory: { postgres: 2048 * mib, redis: 1024 * mib, prometheus: 1024 * mib },
    nginx: { rate: '10r/s', burst: '60', body: '16m', log: 'error' },
    retention: '90d',
    sampling: '0.05',
    publishes: { qdrant: ['6333'], prometheus: [] as string[] },
    host: { level: 'warn', sessionHours: 4, requestsPerMinute: 1200 },
    refuses: true,
  },
};

describe.skipIf(!hasImages).each(['dev', 'prod'] as const)('STACK_ENV=%s', (environment) => {
  const wanted = expected[environment];
  let home: StackHome;
  let gantry: GantryProcess;

  beforeAll(async () => {
    home = await makeStackHome();
    // An engine refuses more processors than there are. There is no image of Jaeger here: its container is made and does not start.
    await appendFile(join(home.home, 'config', 'stack.env'), 'POSTGRES_CPUS=1.0\nQDRANT_CPUS=1.0\nJAEGER_IMAGE=gantry-test/stand-in:1\n');
    gantry = await startGantry(home.home, { env: { STACK_ENV: environment } });
    const task = await ended(await gantry.client.call('stack.up', { services, pull: 'never' }));
    expect(task.error).toBeUndefined();
  });
  afterAll(async () => {
    await gantry?.stop();
    await home?.remove();
  });

  async function ended({ id }: { id: string }): Promise<Task> {
    await waitFor(async () => isTaskOver((await gantry.client.call('tasks.read', { id })).state));
    return gantry.client.call('tasks.read', { id });
  }
  const exec = async (name: string, command: string[], stdin?: string) => {
    const result = await gantry.client.call('stack.exec', { name, command, ...(stdin === undefined ? {} : { stdin }) });
    expect(result.exit_code, result.stderr).toBe(0);
    return result.stdout.trim();
  };
  const inspect = (name: string) => docker.getContainer(`${home.project}-${name}-1`).inspect();

  it('tells Postgres how much to log and to take', async () => {
    const sql = `${Object.keys(wanted.postgres)
      .map((name) => `SHOW ${name};`)
      .join('\n')}\n`;
    const lines = await exec('postgres', ['sh', '-c', 'psql -X -q -A -t -U "$POSTGRES_USER" -d "$POSTGRES_DB"'], sql);
    expect(lines.split('\n')).toEqual(Object.values(wanted.postgres));
  });

  it('tells Redis how much to log and to hold', async () => {
    const script = 'REDISCLI_AUTH=$(cat /run/secrets/redis_password) exec redis-cli CONFIG GET maxmemory loglevel';
    const lines = (await exec('redis', ['sh', '-c', script])).split('\n');
    expect({ [lines[0] ?? '']: lines[1], [lines[2] ?? '']: lines[3] }).toEqual(wanted.redis);
  });

  it('limits memory as the kernel of each container sees it', async () => {
    const script = 'cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes';
    for (const [name, bytes] of Object.entries(wanted.memory)) expect(Number(await exec(name, ['sh', '-c', script])), name).toBe(bytes);
  });

  it('limits requests at nginx, and refuses what is beyond', async () => {
    const rendered = await exec('nginx', ['cat', '/etc/nginx/conf.d/gantry.conf']);
    expect(rendered).toContain(`rate=${wanted.nginx.rate};`);
    expect(rendered).toContain(`burst=${wanted.nginx.burst} nodelay;`);
    expect(rendered).toContain(`client_max_body_size ${wanted.nginx.body};`);
    expect(rendered).toContain(`error_log /dev/stderr ${wanted.nginx.log};`);
    const url = `http://127.0.0.1:${home.variables.NGINX_PORT}/`;
    const statuses: number[] = [];
    const ask = async () => {
      for (let asked = 0; asked < 5; asked += 1) statuses.push((await fetch(url)).status);
    };
    // More at once than prod allows, fewer than dev does.
    await Promise.all(Array.from({ length: 30 }, ask));
    expect(statuses).toContain(503);
    expect(statuses.includes(429)).toBe(wanted.refuses);
  });

  it('keeps samples and traces for as long, and opens the doors, that are documented', async () => {
    const flags = await exec('prometheus', ['wget', '-q', '-O', '-', 'http://127.0.0.1:9090/api/v1/status/flags']);
    expect((JSON.parse(flags) as { data: Record<string, string> }).data['storage.tsdb.retention.time']).toBe(wanted.retention);
    await ended(await gantry.client.call('stack.up', { services: ['jaeger'], pull: 'never' }));
    expect((await inspect('jaeger')).Config.Env).toContain(`JAEGER_SAMPLING=${wanted.sampling}`);
    for (const [name, ports] of Object.entries(wanted.publishes)) {
      const bindings = (await inspect(name)).HostConfig.PortBindings as Record<string, { HostIp: string }[]>;
      expect(
        Object.keys(bindings).map((port) => port.replace('/tcp', '')),
        name,
      ).toEqual(ports);
      for (const { HostIp } of Object.values(bindings).flat()) expect(HostIp).toBe('127.0.0.1');
    }
    const isOpen = await fetch(`http://127.0.0.1:${home.variables.PROMETHEUS_PORT}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    expect(isOpen).toBe(wanted.publishes.prometheus.length > 0);
  });

  it('gives the host its own settings, and says which file they are from', async () => {
    const value = async (key: string) => (await gantry.client.call('config.explain', { key })).entry;
    expect(await value('log.level')).toMatchObject({
      value: wanted.host.level,
      origin: { layer: 'overlay', place: expect.stringContaining(`config.${environment}.yaml`) },
    });
    expect((await value('server.sessionHours')).value).toBe(wanted.host.sessionHours);
    expect((await value('server.requestsPerMinute')).running).toBe(wanted.host.requestsPerMinute);
    expect(await value('REDIS_LOG_LEVEL')).toMatchObject({
      value: wanted.redis.loglevel,
      origin: { layer: 'overlay', place: expect.stringContaining(`compose.${environment}.yaml`) },
    });
  });

  it('leaves nothing that the files say and the containers do not have', async () => {
    const { drift, checked } = await gantry.client.call('config.drift', {});
    expect(drift.filter(({ service }) => service !== null && services.includes(service))).toEqual([]);
    for (const service of services)
      expect(checked.find((each) => each.service === service && each.where === 'container')?.values).toBeGreaterThan(5);
  });
});

it('refuses an environment it does not know, by name and rule', async () => {
  const { home, remove } = await makeHome();
  try {
    const { code, stdout, stderr } = await runCli(home, ['serve'], { STACK_ENV: 'production' });
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/STACK_ENV must be one of dev, staging, prod/);
    expect(`${stdout}${stderr}`).not.toContain('production');
  } finally {
    await remove();
  }
});

import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDocker as docker, isEngineThere, testSocket as socket } from '../test-engine.ts';
import { eventually, startTestStack, type TestStack } from '../test-stack.ts';

const images = {
  POSTGRES_IMAGE: 'gantry-test/postgres:17',
  REDIS_IMAGE: 'gantry-test/redis:8',
  NGINX_IMAGE: 'gantry-test/nginx:1',
  PROMETHEUS_IMAGE: 'gantry-test/prometheus:2',
};
const hasImages =
  isEngineThere &&
  (await Promise.all(Object.values(images).map((image) => docker.getImage(image).inspect()))
    .then(() => true)
    .catch(() => false));

const services = ['postgres', 'redis', 'nginx', 'prometheus'];
const { signal } = new AbortController();

/** The real programs of Gantry's own compose file, changed behind its back and asked for values they do not take. */
describe.skipIf(!hasImages)('variables on real programs', () => {
  let stack: TestStack;
  let text: string;

  beforeAll(async () => {
    const ports = await freePorts(services.length);
    const variables = {
      ...images,
      ...Object.fromEntries(services.map((name, index) => [`${name.toUpperCase()}_PORT`, String(ports[index])])),
    };
    text = Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
    stack = await startTestStack({ socket, variables: text });
    const task = await stack.change('stack.up', { services, pull: 'never' });
    expect(task.error).toBeUndefined();
  });
  afterAll(() => stack?.remove());

  const drift = () => stack.variables.drift(signal);
  const found = async (where: 'container' | 'application', key: string) => {
    const report = await drift();
    return report.drift.find((each) => each.where === where && each.key === key);
  };
  const exec = async (name: string, command: string[], stdin?: string) => {
    const result = await stack.ask('stack.exec', { name, command, ...(stdin === undefined ? {} : { stdin }) });
    expect(result.exit_code, result.stderr).toBe(0);
    return result.stdout;
  };
  const psql = (sql: string) => exec('postgres', ['sh', '-c', 'psql -X -q -U "$POSTGRES_USER" -d "$POSTGRES_DB"'], sql);
  const redisCli = (...args: string[]) =>
    exec('redis', ['sh', '-c', 'REDISCLI_AUTH=$(cat /run/secrets/redis_password) exec redis-cli "$@"', 'redis-cli', ...args]);
  const container = (name: string) => docker.getContainer(`${stack.project}-${name}-1`);

  it('finds nothing in a stack that was just started, and says what it compared', async () => {
    const report = await drift();
    expect(report.drift).toEqual([]);
    for (const service of services) {
      for (const where of ['container', 'application']) {
        const row = report.checked.find((each) => each.service === service && each.where === where);
        expect(row?.reason, `${service} ${where}`).toBeNull();
        expect(row?.values, `${service} ${where}`).toBeGreaterThan(2);
      }
    }
    expect(report.checked.find(({ service }) => service === 'grafana')).toMatchObject({ values: 0, reason: 'it has no container' });
  });

  it('finds a limit that docker update changed, and up sets it again without a restart', async () => {
    await container('redis').update({ Memory: 300 * 1024 * 1024, MemorySwap: 300 * 1024 * 1024 });
    expect(await found('container', 'REDIS_MEMORY')).toMatchObject({
      service: 'redis',
      expected: '256m',
      actual: '300m',
      detail: expect.stringMatching(/docker update/),
    });
    const before = (await container('redis').inspect()).State.StartedAt;
    await eventually(async () => (await stack.ask('stack.read-limits', { name: 'redis' })).in_force?.memory_bytes === 300 * 1024 * 1024);
    expect((await stack.change('stack.up', { services: ['redis'], pull: 'never' })).error).toBeUndefined();
    expect(await found('container', 'REDIS_MEMORY')).toBeUndefined();
    expect((await container('redis').inspect()).State.StartedAt).toBe(before);
  });

  it('finds what was set inside Redis, whatever way it is written', async () => {
    await redisCli('CONFIG', 'SET', 'maxmemory', '64mb');
    await redisCli('CONFIG', 'SET', 'loglevel', 'debug');
    expect(await found('application', 'REDIS_MAXMEMORY')).toMatchObject({
      expected: '128mb',
      actual: String(64 * 1024 * 1024),
      detail: expect.stringMatching(/CONFIG SET maxmemory/),
    });
    expect(await found('application', 'REDIS_LOG_LEVEL')).toMatchObject({ expected: 'verbose', actual: 'debug' });
    await redisCli('CONFIG', 'SET', 'maxmemory', '134217728');
    await redisCli('CONFIG', 'SET', 'loglevel', 'verbose');
    expect((await drift()).drift).toEqual([]);
  });

  it('finds what ALTER SYSTEM stored and what ALTER DATABASE lets win', async () => {
    await psql("ALTER SYSTEM SET work_mem = '32MB'");
    expect(await found('application', 'POSTGRES_WORK_MEM')).toMatchObject({
      expected: '8MB',
      actual: '32MB',
      detail: expect.stringMatching(/ALTER SYSTEM RESET work_mem/),
    });
    await psql('ALTER SYSTEM RESET work_mem');
    await psql('ALTER DATABASE gantry SET log_min_duration_statement = 7');
    expect(await found('application', 'POSTGRES_LOG_SLOW_MS')).toMatchObject({
      expected: '100',
      actual: '7',
      detail: expect.stringMatching(/ALTER DATABASE/),
    });
    await psql('ALTER DATABASE gantry RESET log_min_duration_statement');
    expect((await drift()).drift).toEqual([]);
  });

  it('finds a configuration of nginx that was changed in its container', async () => {
    await exec('nginx', ['sed', '-i', 's/rate=50r/rate=99r/', '/etc/nginx/conf.d/gantry.conf']);
    expect(await found('application', 'NGINX_RATE')).toMatchObject({ service: 'nginx', expected: '50', actual: '99' });
    await exec('nginx', ['sed', '-i', 's/rate=99r/rate=50r/', '/etc/nginx/conf.d/gantry.conf']);
  });

  it('finds what the files say since the container was made, once, and names the way to make it so', async () => {
    const changes = new Map([
      ['PROMETHEUS_RETENTION', '3d'],
      ['NGINX_BURST', '77'],
      ['POSTGRES_DB', 'other'],
    ]);
    await writeFile(stack.variables.file, stack.variables.change(text, changes));
    const { drift: all } = await drift();
    expect(all.map(({ key, where, expected, actual }) => [key, where, expected, actual]).sort()).toEqual([
      ['NGINX_BURST', 'container', '77', '200'],
      ['POSTGRES_DB', 'container', 'other', 'gantry'],
      ['PROMETHEUS_RETENTION', 'container', '3d', '15d'],
    ]);
    expect(all[0]?.detail).toMatch(/made anew: npm run gantry -- up /);
    expect(await stack.variables.effect([...changes.keys()], text)).toEqual({ at_once: [...changes.keys()], host: [], services: [] });

    // The image reads POSTGRES_DB only while the volume is new; the health check does not pass then, and the drift says why.
    await stack.ask('stack.up', { services: ['postgres'], pull: 'never' });
    const stored = await eventually(() => found('application', 'POSTGRES_DB'), 60_000);
    expect(stored).toMatchObject({ expected: 'other', actual: 'gantry', detail: expect.stringMatching(/made with another database/) });
    await writeFile(stack.variables.file, text);
    // The start under way waits for a health that does not come.
    await stack.change('stack.stop-service', { name: 'postgres' });
    expect((await stack.change('stack.up', { services, pull: 'never' })).error).toBeUndefined();
    expect((await drift()).drift).toEqual([]);
  }, 180_000);

  it('tries good values in every program and changes nothing', async () => {
    const changes = new Map([
      ['POSTGRES_WORK_MEM', '16MB'],
      ['REDIS_MAXMEMORY', '100mb'],
      ['NGINX_BODY_MAX', '1m'],
      ['PROMETHEUS_RETENTION', '30d'],
    ]);
    const runs = await stack.variables.dryRun(stack.variables.change(text, changes), [...changes.keys()], signal);
    expect(runs.map(({ service, state, output }) => [service, state, state === 'passed' ? '' : output])).toEqual([
      [null, 'passed', ''],
      ...['nginx', 'postgres', 'prometheus', 'redis'].map((name) => [name, 'passed', '']),
    ]);
    expect((await drift()).drift).toEqual([]);
    expect(await exec('nginx', ['sh', '-c', 'ls /tmp'])).toBe('');
    expect(await readFile(stack.variables.file, 'utf8')).toBe(text);
  });

  // Values no check of Gantry would let through: the words are the programs' own.
  it.each([
    ['postgres', 'POSTGRES_WORK_MEM', '12kB', /12 kB is outside the valid range for parameter "work_mem"/],
    ['postgres', 'POSTGRES_LOG_LEVEL', 'loud', /invalid value for parameter "log_min_messages"/],
    ['redis', 'REDIS_MAXMEMORY', '12x', /argument must be a memory value/],
    ['nginx', 'NGINX_BODY_MAX', 'lots', /"client_max_body_size" directive invalid value/],
    ['nginx', 'NGINX_RATE', '0', /invalid rate "rate=0r\/s"/],
    ['prometheus', 'PROMETHEUS_RETENTION', '15x', /unknown unit "x" in duration/],
  ])('asks %s and gives its words for %s=%s', async (service, key, ...[value, words]) => {
    const runs = await stack.variables.dryRun(stack.variables.change(text, new Map([[key, value]])), [key], signal);
    expect(runs.find((run) => run.service === service)).toMatchObject({ state: 'failed', output: expect.stringMatching(words) });
    expect((await stack.service(service)).state).toBe('ok');
  });

  it('names the running services a change starts again', async () => {
    const changes = new Map([
      ['REDIS_MEMORY_RESERVATION', '20m'],
      ['NGINX_RATE', '30'],
      ['GRAFANA_LOG_LEVEL', 'debug'],
    ]);
    expect(await stack.variables.effect([...changes.keys()], stack.variables.change(text, changes))).toEqual({
      at_once: ['GRAFANA_LOG_LEVEL'],
      host: [],
      services: ['nginx', 'redis'],
    });
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDocker as docker, isEngineThere, testSocket as socket } from '../test-engine.ts';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { eventually, startTestStack, type TestStack } from '../test-stack.ts';

const postgresImage = 'gantry-test/postgres:17';
const hasPostgres = await docker
  .getImage(postgresImage)
  .inspect()
  .then(() => true)
  .catch(() => false);

const open: TestStack[] = [];
async function start(compose: string): Promise<TestStack> {
  const stack = await startTestStack({ compose, socket });
  open.push(stack);
  return stack;
}
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.remove();
});

/** A service that copies its key at its start, as real ones do, and is healthy unless that holds the word `bad`. */
const service = (name: string, more = '') => `
  ${name}:
    image: ${busyboxImage}
    init: true
    stop_grace_period: 1s
    ulimits: { nofile: { soft: 1024, hard: 1024 }, nproc: 2048 }
    command: ["sh", "-c", "cat /run/secrets/key > /tmp/key; sleep 1000"]
    healthcheck: { test: ["CMD-SHELL", "! grep -q bad /tmp/key"], interval: 1s, timeout: 2s, retries: 1, start_period: 0s }
    secrets: [key]
    ${more}`;
const secretsOf = (name: string) => `\nsecrets: { ${name}: { file: "\${GANTRY_SECRETS}/${name}" } }\n`;

async function running(stack: TestStack, name: string) {
  return stack.ask('stack.exec', { name, command: ['cat', '/tmp/key'] }).then(({ stdout }) => stdout);
}

describe.skipIf(!isEngineThere)('a secret of a compose file of one’s own', () => {
  beforeAll(() => ensureBusybox(socket));

  const two = `services:${service('server')}${service('client', 'depends_on: { server: { condition: service_healthy } }')}${secretsOf('key')}`;

  it('is replaced by a restart of those that run, in their order, in the containers they have', async () => {
    const stack = await start(two);
    await stack.change('stack.up', { services: ['client'] });
    const ids = async () => Promise.all(['server', 'client'].map(async (name) => (await stack.service(name)).container?.id));
    const [before, former] = [await ids(), await stack.store.read('key')];
    const from = stack.seen.length;
    const task = await stack.tasks.finished((await stack.ask('credentials.rotate', {})).id);
    expect(task.error).toBeUndefined();
    const now = await stack.store.read('key');
    expect(now).not.toBe(former);
    expect([await running(stack, 'server'), await running(stack, 'client')]).toEqual([now, now]);
    expect(await ids()).toEqual(before);
    const restarts = stack.seen
      .slice(from)
      .flatMap((event) => (event.event === 'service.changed' && event.data.phase === 'restarting' ? [event.data.name] : []));
    expect([...new Set(restarts)]).toEqual(['server', 'client']);
    for (const name of ['server', 'client']) expect(await stack.service(name)).toMatchObject({ state: 'ok', outdated: null });
    expect(await stack.store.staged('key')).toBeUndefined();
  });

  it('comes back with every service as it was where one does not become healthy with the new one', async () => {
    const stack = await start(two);
    await stack.change('stack.up', { services: ['client'] });
    const former = await stack.store.read('key');
    const { id } = await stack.ask('credentials.set', { name: 'key', value: 'a-bad-one-that-is-long-enough-8c1d', accept_weak: true });
    const task = await stack.tasks.finished(id);
    expect(task.state).toBe('failed');
    expect(task.error?.message).toMatch(/^key: the step "restarts server" failed: .* Restored: the file and server, client\.$/);
    expect(JSON.stringify(task)).not.toContain('a-bad-one');
    expect(await stack.store.read('key')).toBe(former);
    expect([await running(stack, 'server'), await running(stack, 'client')]).toEqual([former, former]);
    for (const name of ['server', 'client']) {
      await eventually(async () => (await stack.service(name)).state === 'ok');
      expect((await stack.service(name)).outdated).toBeNull();
    }
  });

  it('is only written where nothing runs, and made where it was missing', async () => {
    const stack = await start(two);
    expect((await stack.ask('credentials.list')).credentials).toMatchObject([
      { name: 'key', exists: false, state: 'missing', used_by: ['client', 'server'] },
    ]);
    expect(await stack.ask('credentials.generate')).toEqual({ made: ['key'] });
    expect(await stack.ask('credentials.generate')).toEqual({ made: [] });
    const former = await stack.store.read('key');
    const task = await stack.tasks.finished((await stack.ask('credentials.rotate', { names: ['key'] })).id);
    expect(task).toMatchObject({ state: 'succeeded', result: { rotated: ['key'] } });
    expect(await readFile(join(stack.store.folder(), 'key'), 'utf8')).not.toBe(former);
  });
});

describe.skipIf(!hasPostgres)('a rotation that was cut off', () => {
  const compose = `services:
  postgres:
    image: ${postgresImage}
    environment:
      POSTGRES_USER: Odd User-1
      POSTGRES_DB: odd
      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
      POSTGRES_INITDB_ARGS: --auth-host=scram-sha-256
    secrets: [postgres_password]
    volumes: ['data:/var/lib/postgresql/data']
    healthcheck:
      test: ["CMD-SHELL", 'PGPASSWORD="$$(cat /run/secrets/postgres_password)" psql -h 127.0.0.1 -U "$$POSTGRES_USER" -d odd -c "SELECT 1"']
      interval: 1s
      timeout: 5s
      retries: 30
volumes: { data: {} }${secretsOf('postgres_password')}`;

  it.each(['before', 'after'])('goes on where the host ended %s the role was changed', async (when) => {
    const stack = await start(compose);
    expect((await stack.change('stack.up', { services: ['postgres'] })).error).toBeUndefined();
    const next = `a new one with ' and $ in it`;
    await stack.store.stage('postgres_password', next);
    if (when === 'after') {
      const sql = `ALTER ROLE "Odd User-1" PASSWORD '${next.replaceAll("'", "''")}'`;
      const { exit_code: code } = await stack.ask('stack.exec', {
        name: 'postgres',
        command: ['psql', '-U', 'Odd User-1', '-d', 'odd', '-c', sql],
      });
      expect(code).toBe(0);
    }
    const { id } = await stack.tasks.start('rotate-credentials', { names: ['postgres_password'], change: 'set' }, 'a test');
    const task = await stack.tasks.finished(id);
    expect(task.error).toBeUndefined();
    expect(await stack.store.read('postgres_password')).toBe(next);
    expect(await stack.store.staged('postgres_password')).toBeUndefined();
    const check = await stack.ask('stack.exec', {
      name: 'postgres',
      command: [
        'sh',
        '-c',
        'PGPASSWORD="$(cat /run/secrets/postgres_password)" psql -h 127.0.0.1 -U "$POSTGRES_USER" -d odd -Atc "SELECT 1"',
      ],
    });
    expect(check).toMatchObject({ exit_code: 0, stdout: '1\n' });
    // A task that ended before finds nothing to do when it is run once more.
    const again = await stack.tasks.start('rotate-credentials', { names: ['postgres_password'], change: 'set' }, 'a test');
    expect(await stack.tasks.finished(again.id)).toMatchObject({ state: 'succeeded', result: { rotated: [] } });
  });
});

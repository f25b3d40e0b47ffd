import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDocker as docker, isEngineThere, testSocket as socket } from './test-engine.ts';
import { busyboxImage, ensureBusybox } from './test-image.ts';
import { eventually, startTestStack, type TestStack, type TestStackOptions } from './test-stack.ts';

const open: TestStack[] = [];
async function start(compose: string, more: Partial<TestStackOptions> = {}): Promise<TestStack> {
  const stack = await startTestStack({ compose, socket, ...more });
  open.push(stack);
  return stack;
}

afterEach(async () => {
  for (const stack of open.splice(0)) await stack.remove();
});

/** Podman asks for more than some machines allow unless it is told. */
const limited = 'ulimits: { nofile: { soft: 1024, hard: 1024 }, nproc: 2048 }';

/** A service of busybox that is healthy while the file /tmp/ok is there. */
const service = (
  name: string,
  { needs = [], script = 'touch /tmp/ok; sleep 1000', more = '' }: { needs?: string[]; script?: string; more?: string } = {},
) => `
  ${name}:
    image: ${busyboxImage}
    init: true
    stop_grace_period: 1s
    ${limited}
    command: ["sh", "-c", "${script}"]
    healthcheck: { test: ["CMD", "test", "-f", "/tmp/ok"], interval: 1s, timeout: 2s, retries: 2, start_period: 2s }
    ${needs.length === 0 ? '' : `depends_on: { ${needs.map((need) => `${need}: { condition: service_healthy, restart: true }`).join(', ')} }`}
    ${more}`;

const three = `services:${service('one', { script: 'sleep 0.5; touch /tmp/ok; sleep 1000' })}${service('two', { needs: ['one'] })}${service('three', { needs: ['two'] })}`;

describe.skipIf(!isEngineThere)('on a real engine', () => {
  beforeAll(() => ensureBusybox(socket));

  it('starts in the order of health and stops in reverse, and says how long each phase took', async () => {
    const stack = await start(three);
    const task = await stack.change('stack.up', { services: ['three'] });
    expect(task.error).toBeUndefined();
    expect(task.state).toBe('succeeded');
    const { critical_path: path, services } = task.result as {
      critical_path: string[];
      services: Record<string, { ready_ms: number; waited_ms: number }>;
    };
    expect(path).toEqual(['one', 'two', 'three']);
    expect(services.one?.ready_ms).toBeGreaterThan(300);
    expect(services.two?.waited_ms).toBeGreaterThanOrEqual(services.one?.ready_ms ?? Number.POSITIVE_INFINITY);
    const healthyAt = (name: string) =>
      stack.seen.findIndex(({ event, data }) => event === 'service.changed' && data.name === name && data.state === 'ok');
    const startedAt = (name: string) =>
      stack.seen.findIndex(({ event, data }) => event === 'service.changed' && data.name === name && data.phase === 'starting');
    expect(healthyAt('one')).toBeLessThan(startedAt('two'));
    expect(healthyAt('two')).toBeLessThan(startedAt('three'));
    const { state, summary, services: all } = await stack.ask('stack.read');
    expect({ state, summary }).toEqual({ state: 'ok', summary: 'All 3 services healthy' });
    expect(all.map(({ phase }) => phase)).toEqual(['healthy', 'healthy', 'healthy']);

    const from = stack.seen.length;
    expect((await stack.change('stack.down')).state).toBe('succeeded');
    const stopping = stack.seen
      .slice(from)
      .flatMap((event) => (event.event === 'service.changed' && event.data.phase === 'stopping' ? [event.data.name] : []));
    expect([...new Set(stopping)]).toEqual(['three', 'two', 'one']);
    expect(await docker.listContainers({ all: true, filters: { label: [`com.docker.compose.project=${stack.project}`] } })).toEqual([]);
    expect((await docker.listNetworks({ filters: { name: [stack.project] } })).length).toBe(0);
  });

  it('does nothing when all is as it should be, and only what is needed when something changed', async () => {
    const stack = await start(three);
    await stack.change('stack.up', { services: ['three'] });
    const ids = async () => Promise.all(['one', 'two', 'three'].map(async (name) => (await stack.service(name)).container?.id));
    const before = await ids();
    const again = await stack.change('stack.up', { services: ['three'] });
    expect(Object.values((again.result as { services: Record<string, { action: string }> }).services).map(({ action }) => action)).toEqual([
      'keep',
      'keep',
      'keep',
    ]);
    expect(await ids()).toEqual(before);

    await stack.rewrite(three.replace('three:', 'three:\n    environment: { LEVEL: debug }'));
    const plan = await stack.ask('stack.plan', { services: ['three'] });
    expect(plan.steps.filter(({ action }) => action !== 'keep').map(({ action, subject, reason }) => [action, subject, reason])).toEqual([
      ['recreate', 'three', 'changed: environment LEVEL'],
      ['wait', 'three', 'it counts as started when it is healthy'],
    ]);
    expect((await stack.service('three')).outdated).toBe('changed: environment LEVEL');
    await stack.change('stack.up', { services: ['three'] });
    const after = await ids();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toBe(before[2]);
    expect((await stack.service('three')).outdated).toBeNull();
  });

  it('keeps dependents waiting for what is not healthy, names the root, and starts them when it is mended', async () => {
    const stack = await start(three.replace('sleep 0.5; touch /tmp/ok; sleep 1000', 'sleep 1000'), { config: { restartBudget: 0 } });
    const task = await stack.change('stack.up', { services: ['three'] });
    expect(task.state).toBe('failed');
    expect(task.error?.message).toMatch(/^one: its health check fails.* two, three wait for it\.$/);
    const waiting = await stack.service('three');
    expect(waiting).toMatchObject({ phase: 'waiting', state: 'down', root: 'one', container: null });
    expect(waiting.reason).toMatch(/^waits for one: its health check fails/);
    const why = await stack.ask('stack.why', { name: 'three' });
    expect(why.root).toBe('one');
    expect(why.chain.map(({ service: name }) => name)).toEqual(['three', 'two', 'one']);
    expect(why.summary).toMatch(/^three waits for one\./);

    const mend = await stack.ask('stack.exec', { name: 'one', command: ['touch', '/tmp/ok'] });
    expect(mend.exit_code).toBe(0);
    await eventually(async () => (await stack.service('three')).state === 'ok');
  });

  it('restarts a service that ends, with those that must restart with it, and says so', async () => {
    const stack = await start(three);
    await stack.change('stack.up', { services: ['three'] });
    const first = (await stack.service('two')).container?.started_at;
    await docker.getContainer((await stack.service('one')).container?.id ?? '').kill({ signal: 'SIGKILL' });
    const acted = await eventually(() => stack.seen.find((event) => event.event === 'service.acted'));
    expect(acted.data).toMatchObject({ service: 'one', action: 'restart', reason: expect.stringMatching(/exit code 137/) });
    await eventually(async () => (await stack.ask('stack.read')).services.every(({ state }) => state === 'ok'));
    await eventually(async () => (await stack.service('two')).container?.started_at !== first);
    await eventually(async () => (await stack.ask('stack.read')).services.every(({ state }) => state === 'ok'));
  });

  it('gives up on a service that flaps, and a person can begin anew', async () => {
    const stack = await start(`services:${service('one', { script: 'touch /tmp/ok; sleep 1.5; exit 3' })}`, {
      config: { restartBudget: 2 },
    });
    await stack.change('stack.up', { services: ['one'] });
    const gaveUp = await eventually(
      () => stack.seen.find((event) => event.event === 'service.acted' && event.data.action === 'give-up'),
      30_000,
    );
    expect(gaveUp.data).toMatchObject({ service: 'one', reason: expect.stringMatching(/restarted it 2 times within 10 min.*exit code 3/) });
    expect((await stack.service('one')).reason).toMatch(/exit code 3.*leaves it alone/);
    await stack.change('stack.start-service', { name: 'one' });
    expect((await stack.service('one')).container?.restarts).toBe(0);
  });

  it('takes a stop from outside for the will of a person', async () => {
    const stack = await start(`services:${service('one')}`);
    await stack.change('stack.up', { services: ['one'] });
    await new Promise((resolve) => setTimeout(resolve, 5500));
    await docker.getContainer((await stack.service('one')).container?.id ?? '').stop({ t: 1 });
    await eventually(async () => (await stack.service('one')).desired === 'stopped');
    expect(await stack.service('one')).toMatchObject({ state: 'stopped', phase: 'stopped' });
  });

  it('joins a start that is asked for twice, and a stop ends it', async () => {
    const stack = await start(three.replace('sleep 0.5; touch /tmp/ok; sleep 1000', 'sleep 1000'), { config: { readyTimeoutMs: 60_000 } });
    const one = await stack.ask('stack.up', { services: ['three'] });
    const two = await stack.ask('stack.up', { services: ['three'] });
    expect(two.id).toBe(one.id);
    await eventually(async () => (await stack.service('one')).container !== null);
    const down = await stack.change('stack.down');
    expect(down.state).toBe('succeeded');
    expect((await stack.tasks.finished(one.id)).state).toBe('cancelled');
    expect((await stack.ask('stack.read')).services.map(({ desired, state }) => `${desired} ${state}`)).toEqual([
      'stopped stopped',
      'stopped stopped',
      'stopped stopped',
    ]);
  });

  it('goes on after a host that was killed in the middle of a start', async () => {
    const slow = three.replace('sleep 0.5; touch', 'sleep 3; touch');
    const stack = await start(slow);
    await stack.ask('stack.up', { services: ['three'] });
    await eventually(async () => (await stack.service('one')).phase === 'initialising');
    // A host that is killed writes nothing more; closing without waiting for the task is as near as one process comes.
    await stack.close();
    open.splice(open.indexOf(stack), 1);
    const next = await start(slow, { home: stack.home, project: stack.project });
    await eventually(async () => (await next.ask('stack.read')).services.every(({ state }) => state === 'ok'));
  });

  it('leaves containers of other projects alone', async () => {
    const others = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const container = await docker.createContainer({
          Image: busyboxImage,
          name: `gantrytest-other-${process.pid}-${index}`,
          Labels: { 'com.docker.compose.project': 'gantrytest-other', 'com.docker.compose.service': 'one' },
          Cmd: ['sleep', '1000'],
          HostConfig: {
            Init: true,
            Ulimits: [
              { Name: 'nofile', Soft: 1024, Hard: 1024 },
              { Name: 'nproc', Soft: 2048, Hard: 2048 },
            ],
          },
        });
        await container.start();
        return container;
      }),
    );
    try {
      const stack = await start(`services:${service('one')}`);
      await stack.change('stack.up', { services: ['one'] });
      await stack.change('stack.down');
      const states = await Promise.all(others.map(async (container) => (await container.inspect()).State.Status));
      expect(states).toEqual(states.map(() => 'running'));
    } finally {
      await Promise.all(others.map((container) => container.remove({ force: true })));
    }
  });
});

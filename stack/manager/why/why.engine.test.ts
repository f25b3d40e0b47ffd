import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isEngineThere, testSocket } from '../test-engine.ts';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { startTestStack, type TestStack } from '../test-stack.ts';

const open: TestStack[] = [];
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.remove();
});

/** One service of busybox and what is said of it after a start. */
async function start(lines: string, rest = '') {
  const stack = await startTestStack({
    socket: testSocket,
    compose: `services:\n  one:\n    image: ${busyboxImage}\n    stop_grace_period: 1s\n    init: true\n${lines.replace(/^/gm, '    ')}\n${rest}`,
    config: { restartBudget: 0 },
  });
  open.push(stack);
  const task = await stack.change('stack.up', { services: ['one'], pull: 'never' });
  return { stack, task, why: await stack.ask('stack.why', { name: 'one' }) };
}

const failing = 'healthcheck: { test: ["CMD", "false"], interval: 1s, timeout: 2s, retries: 2, start_period: 0s }';

describe.skipIf(!isEngineThere)('why a service is not well, provoked on a real engine', () => {
  beforeAll(() => ensureBusybox(testSocket));

  it('port taken: names the holder and offers another', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) =>
      holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port)),
    );
    try {
      const { task, why } = await start(`ports: ["127.0.0.1:$\{ONE_PORT:-${port}}:80"]`);
      expect(task.state).toBe('failed');
      const [finding] = why.findings;
      expect(finding).toMatchObject({ cause: 'port-taken', message: expect.stringContaining(`Port ${port} `) });
      expect(finding?.message).toContain(`process ${process.pid}`);
      expect(finding?.actions[0]).toMatchObject({ operation: 'stack.remap-port', input: { service: 'one', container_port: 80 } });
    } finally {
      holder.close();
    }
  });

  it('image missing', async () => {
    const stack = await startTestStack({ socket: testSocket, compose: 'services:\n  one:\n    image: gantry-test/no-such-image:9\n' });
    open.push(stack);
    const task = await stack.change('stack.up', { services: ['one'], pull: 'never' });
    expect(task.error?.code).toBe('image_missing');
    const why = await stack.ask('stack.why', { name: 'one' });
    expect(why.findings[0]).toMatchObject({ cause: 'image-missing' });
    expect(why.findings[0]?.actions.map(({ operation }) => operation)).toEqual(['stack.pull', 'stack.start-service']);
  });

  it('out of memory: says the limit and offers a higher one', async () => {
    const { why } = await start(
      `mem_limit: $\{ONE_MEMORY:-16m}\nmemswap_limit: 16m\ncommand: ["sh", "-c", "sleep 0.5; head -c 100000000 /dev/zero | tail -c 100000000 > /dev/null; exit $?"]\n${failing}`,
    );
    const finding = why.findings.find(({ cause }) => cause === 'out-of-memory');
    expect(finding?.message).toContain('its limit is 16 MiB');
    expect(why.exit?.out_of_memory).toBe(true);
    expect(finding?.actions[0]).toMatchObject({ operation: 'stack.set-limits', input: { name: 'one', memory_bytes: 32 * 1024 * 1024 } });
  });

  it('disk full', async () => {
    const { why } = await start(
      `tmpfs: ["/data:size=1m"]\ncommand: ["sh", "-c", "sleep 0.5; dd if=/dev/zero of=/data/x bs=1024 count=4000"]\n${failing}`,
    );
    expect(why.findings[0]).toMatchObject({ cause: 'disk-full', message: expect.stringContaining('/data (size=1m)') });
    expect(why.lines.some(({ text }) => text.includes('No space left on device'))).toBe(true);
  });

  it('permission on a volume', async () => {
    const { why } = await start(
      `user: "1234"\nvolumes: ["kept:/kept"]\ncommand: ["sh", "-c", "sleep 0.5; touch /kept/x || exit 1"]\n${failing}`,
      'volumes:\n  kept:\n',
    );
    expect(why.findings[0]).toMatchObject({ cause: 'volume-permission', message: expect.stringContaining('at /kept') });
    expect(why.findings[0]?.evidence).toContain('it runs as user 1234');
  });

  it('a program the health check needs is not in the image', async () => {
    const { why } = await start(
      'healthcheck: { test: ["CMD", "curl", "-f", "http://127.0.0.1/"], interval: 1s, timeout: 2s, retries: 2, start_period: 0s }',
    );
    expect(why.findings[0]).toMatchObject({
      cause: 'healthcheck-tool-missing',
      message: expect.stringContaining('curl is not in the image'),
    });
  });

  it('start_period too short', async () => {
    const { why } = await start(`command: ["sh", "-c", "echo database system is starting up; sleep 100"]\n${failing}`);
    expect(why.findings[0]).toMatchObject({
      cause: 'start-period-too-short',
      fix: expect.stringMatching(/start_period .*compose\.yaml:3/),
    });
    expect(why.findings[0]?.evidence).toContain('database system is starting up');
  });

  it('a configuration its program refuses', async () => {
    const { why } = await start(
      `command: ["sh", "-c", "sleep 0.3; echo 'nginx: [emerg] unknown directive \\"x\\"' >&2; exit 1"]\n${failing}`,
    );
    expect(why.findings[0]).toMatchObject({ cause: 'configuration-refused' });
  });

  it('a command the image lacks', async () => {
    const { why } = await start('command: ["/bin/nothing"]');
    expect(why.findings[0]).toMatchObject({ cause: 'command-not-runnable' });
  });

  it('tells what changed since it was last healthy, and the probes with their output', async () => {
    const check =
      'healthcheck: { test: ["CMD", "sh", "-c", "cat /state; test $$MODE = good"], interval: 1s, timeout: 2s, retries: 2, start_period: 0s }';
    const { stack, task } = await start(`environment: { MODE: good }\n${check}`);
    expect(task.state).toBe('succeeded');
    await stack.rewrite(
      `services:\n  one:\n    image: ${busyboxImage}\n    stop_grace_period: 1s\n    init: true\n    environment: { MODE: bad }\n    ${check}\n`,
    );
    await stack.change('stack.up', { services: ['one'], pull: 'never' });
    const why = await stack.ask('stack.why', { name: 'one' });
    expect(why.changes).toEqual([{ what: 'config', detail: 'environment MODE' }]);
    expect(why.last_healthy_at).not.toBeNull();
    expect(why.probes[0]).toMatchObject({ exit_code: 1, output: expect.stringContaining('No such file') });
    expect(why.findings[0]).toMatchObject({ cause: 'health-check-fails' });
    expect(why.history.map(({ what }) => what)).toContain('unhealthy');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '#platform/log';
import { createEngine } from '../engine/index.ts';
import { isEngineThere, testDocker, testSocket } from '../test-engine.ts';
import { busyboxImage, ensureBusybox } from '../test-image.ts';
import { createLogs, type LogQuery } from './create-logs.ts';

describe.skipIf(!isEngineThere)('on a real engine', () => {
  const engine = createEngine({ log: createLog({ level: 'silent' }), engine: 'docker', socket: testSocket, env: {} });
  const containers = new Map<string, { service: string; id: string }>();
  const made: string[] = [];
  const logs = createLogs({ engine, containers: async () => [...containers.values()] });
  const never = new AbortController().signal;
  const read = (more: Partial<LogQuery> = {}) => logs.read({ services: [], tail: 500, wait_seconds: 0, ...more }, never);

  async function run(service: string, script: string, isTty = false): Promise<string> {
    const container = await testDocker.createContainer({
      name: `gantry-logs-${service}-${Math.random().toString(36).slice(2, 8)}`,
      Image: busyboxImage,
      Cmd: ['sh', '-c', script],
      Tty: isTty,
      HostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } } },
    });
    made.push(container.id);
    containers.set(service, { service, id: container.id });
    await container.start();
    return container.id;
  }
  const ended = (id: string) => testDocker.getContainer(id).wait();

  beforeAll(async () => {
    await ensureBusybox(testSocket);
    expect((await engine.connect()).state).toBe('ok');
  });
  afterAll(async () => {
    for (const id of made)
      await testDocker
        .getContainer(id)
        .remove({ force: true })
        .catch(() => undefined);
    engine.close();
  });

  it('merges what containers write, with streams, levels and clean text', async () => {
    const one = await run('one', 'echo "ERROR: first"; sleep 4; echo third >&2');
    const two = await run('two', 'printf "\\033[32msecond\\033[0m\\n"; sleep 6; echo fourth');
    await Promise.all([ended(one), ended(two)]);
    const { lines, is_cut } = await read();
    expect(lines.map(({ service, stream, level, text }) => [service, stream, level, text])).toEqual([
      ['one', 'stdout', 'error', 'ERROR: first'],
      ['two', 'stdout', null, 'second'],
      ['one', 'stderr', null, 'third'],
      ['two', 'stdout', null, 'fourth'],
    ]);
    expect(is_cut).toBe(false);
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted());
    const third = lines[2]?.at ?? '';
    expect((await read({ since: third })).lines.map(({ text }) => text)).toEqual(['third', 'fourth']);
    expect((await read({ until: third })).lines.map(({ text }) => text)).toEqual(['ERROR: first', 'second', 'third']);
    expect((await read({ services: ['two'], tail: 1 })).lines.map(({ text }) => text)).toEqual(['fourth']);
    containers.clear();
  });

  it('gives every line once while containers write, restart and are made anew', async () => {
    const write = (name: string, count: number, out = '') => `i=0; while [ $i -lt ${count} ]; do echo ${name}-$i${out}; i=$((i+1)); done`;
    const given: string[] = [];
    let { cursor } = await read();
    const follow = async () => {
      const { lines, cursor: next, is_cut } = await read({ cursor, tail: 700, wait_seconds: 1 });
      expect(is_cut).toBe(false);
      cursor = next;
      given.push(...lines.map(({ text }) => text));
      return lines.length;
    };
    const first = await run('a', `${write('a', 4000)}; ${write('a-err', 500, ' >&2')}; sleep 0.5`);
    const second = await run('b', `${write('b', 3000)} & ${write('b-err', 3000, ' >&2')}; wait`);
    for (let i = 0; i < 5; i += 1) await follow();
    await Promise.all([ended(first), ended(second)]);
    await testDocker.getContainer(first).restart({ t: 0 });
    await follow();
    await ended(first);
    while ((await follow()) > 0);
    await testDocker.getContainer(second).remove({ force: true });
    containers.delete('b');
    const third = await run('b', write('b-new', 1500));
    await ended(third);
    while ((await follow()) > 0);
    const count = (prefix: RegExp) => given.filter((text) => prefix.test(text)).length;
    expect([count(/^a-\d/), count(/^a-err/), count(/^b-\d/), count(/^b-err/), count(/^b-new/)]).toEqual([8000, 1000, 3000, 3000, 1500]);
    expect(new Set(given.filter((text) => text.startsWith('b-'))).size).toBe(7500);
    containers.clear();
  });

  it('answers a waiting reader soon after the line, also of a container that starts meanwhile', async () => {
    const id = await run('slow', 'sleep 1.2; date +%s.%N; sleep 30');
    const { cursor } = await read();
    const { lines, cursor: after } = await read({ cursor, wait_seconds: 10 });
    expect(lines).toHaveLength(1);
    // 150 ms to gather, and some for a busy machine.
    expect(Date.now() - Date.parse(lines[0]?.at ?? '')).toBeLessThan(1500);
    setTimeout(() => void run('late', 'echo hello; sleep 30'), 300);
    expect((await read({ cursor: after, wait_seconds: 10 })).lines).toMatchObject([{ service: 'late', text: 'hello' }]);
    await testDocker.getContainer(id).kill();
    containers.clear();
  });

  it('cuts a huge line and stays at its cursor', async () => {
    const id = await run('long', 'head -c 100000 /dev/zero | tr "\\0" x; echo; echo next');
    await ended(id);
    const { lines, cursor } = await read();
    expect(lines.at(-1)?.text).toBe('next');
    expect(lines[0]?.text).toMatch(/^x{16384} … \[cut: the line has \d+ bytes\]$/);
    expect((await read({ cursor })).lines).toEqual([]);
    containers.clear();
  });
});

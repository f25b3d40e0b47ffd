import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostProcessState } from '#contract';
import { createHostProcess } from './host-process.ts';

class FakeChild extends EventEmitter {
  readonly pid = 1;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly sent: unknown[] = [];
  wasKilled = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  kill(): boolean {
    this.wasKilled = true;
    return true;
  }
  ready(url = 'http://127.0.0.1:4000'): void {
    this.emit('message', { type: 'ready', url });
  }
}

let children: FakeChild[];
let states: HostProcessState[];
let running: { url: string; pid: number } | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  children = [];
  states = [];
  running = undefined;
});
afterEach(() => {
  vi.useRealTimers();
});

const last = () => children.at(-1) as FakeChild;

function create() {
  const host = createHostProcess({
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    findRunning: async () => running,
    answer: (message) => (message === 'question' ? { type: 'answer' } : undefined),
    write: () => undefined,
  });
  host.onState((state) => states.push(state));
  return host;
}

async function crash(code = 1, words = ''): Promise<void> {
  last().stderr.emit('data', Buffer.from(words));
  last().emit('exit', code);
  await vi.advanceTimersByTimeAsync(0);
}

it('says that it starts, runs and where', () => {
  const host = create();
  host.start();
  expect(host.url()).toBeUndefined();
  last().ready();
  expect(host.url()).toBe('http://127.0.0.1:4000');
  expect(states.map(({ state }) => state)).toEqual(['starting', 'running']);
});

it('sends what a message is answered with to the child that asked, and nothing else', () => {
  const host = create();
  host.start();
  last().emit('message', 'question');
  last().emit('message', 'other');
  expect(last().sent).toEqual([{ type: 'answer' }]);
});

it.each([
  [{ type: 'ready', url: 'http://evil.example:80' }],
  [{ type: 'ready', url: 'http://127.0.0.1:80/../x' }],
  [{ type: 'other', url: 'http://127.0.0.1:80' }],
  ['ready'],
  [null],
])('does not take %j for an address', (message) => {
  const host = create();
  host.start();
  last().emit('message', message);
  expect(host.url()).toBeUndefined();
  expect(host.state().state).toBe('starting');
});

it('starts a crashed host again after 1, 2, 4, 8 s, then gives up with the reason, and a person can start it again', async () => {
  const host = create();
  host.start();
  for (const waitSeconds of [1, 2, 4, 8]) {
    last().ready();
    await crash(1, 'the database\nhas ended\n');
    expect(host.state()).toEqual({
      state: 'restarting',
      reason: 'The host ended with code 1: the database has ended',
      retryInSeconds: waitSeconds,
    });
    expect(host.url()).toBeUndefined();
    const before = children.length;
    await vi.advanceTimersByTimeAsync(waitSeconds * 1000 - 1);
    expect(children).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(children).toHaveLength(before + 1);
  }
  await crash(1, 'for good');
  expect(host.state()).toEqual({ state: 'failed', reason: 'It ended 5 times within 5 minutes. The host ended with code 1: for good' });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(children).toHaveLength(5);
  host.restart();
  expect(children).toHaveLength(6);
  expect(host.state().state).toBe('starting');
});

it.each([
  [2, 'The configuration has a mistake'],
  [4, 'Port 8091 is held by process 7'],
])('does not try again what code %i says a person must change', async (code, words) => {
  const host = create();
  host.start();
  await crash(code, `${words}\n`);
  expect(host.state()).toEqual({ state: 'failed', reason: words });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(children).toHaveLength(1);
});

it('stays stopped when it was stopped from outside', async () => {
  const host = create();
  host.start();
  last().ready();
  await crash(0);
  expect(host.state().state).toBe('stopped');
});

it('uses a host that ran already, does not stop it, and starts its own when that one is gone', async () => {
  running = { url: 'http://127.0.0.1:5000', pid: 77 };
  const host = create();
  host.start();
  await crash(3);
  expect(host.state()).toMatchObject({ state: 'running', reason: expect.stringContaining('77') });
  expect(host.url()).toBe('http://127.0.0.1:5000');
  host.noteUnreachable();
  expect(children).toHaveLength(2);
  await crash(3);
  await host.stop();
  expect(last().sent).toEqual([]);
  expect(host.state().state).toBe('stopped');
});

it('tries again while another host holds the home but does not answer yet', async () => {
  const host = create();
  host.start();
  await crash(3, 'A Gantry host already uses this home folder.');
  expect(host.state()).toMatchObject({ state: 'restarting', retryInSeconds: 1 });
});

it('asks the host to drain, and kills it only after 25 s', async () => {
  const host = create();
  host.start();
  last().ready();
  let isStopped = false;
  const stopped = host.stop().then(() => {
    isStopped = true;
  });
  expect(last().sent).toEqual([{ type: 'stop' }]);
  await vi.advanceTimersByTimeAsync(24_999);
  expect({ isStopped, wasKilled: last().wasKilled }).toEqual({ isStopped: false, wasKilled: false });
  await vi.advanceTimersByTimeAsync(1);
  await stopped;
  expect(last().wasKilled).toBe(true);
});

it('ends at once when the host has drained, and never starts it again', async () => {
  const host = create();
  host.start();
  last().ready();
  const stopped = host.stop();
  last().emit('exit', 0);
  await stopped;
  expect(last().wasKilled).toBe(false);
  expect(host.state().state).toBe('stopped');
  host.restart();
  host.noteUnreachable();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(children).toHaveLength(1);
});

it('does not start again what is stopped while it waits for its next try', async () => {
  const host = create();
  host.start();
  await crash();
  await host.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(children).toHaveLength(1);
});

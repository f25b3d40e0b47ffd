import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GantryError } from '#contract';
import type { Engine, EngineEvent, LogRequest, RawLogLine } from '../engine/index.ts';
import { createLogs, type LogQuery } from './create-logs.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');

/** Stamp so many microseconds after the start, with three digits below them, as Docker writes it. */
function stamp(microseconds: number, ns = 0): string {
  const whole = new Date(startMs + Math.floor(microseconds / 1000)).toISOString().slice(0, 20);
  return `${whole}${String(microseconds % 1e6).padStart(6, '0')}${String(ns).padStart(3, '0')}Z`;
}

const toMicroseconds = (at: string) => Date.parse(`${at.slice(0, 19)}Z`) * 1000 + Number(at.slice(20, 26));

/** Logs in memory that are filtered as the engine does it: the last lines of the file first, then the times. */
function createMemoryEngine() {
  const files = new Map<string, RawLogLine[]>();
  const listeners = new Set<(event: EngineEvent) => void>();
  const waiters = new Set<() => void>();
  const asked: LogRequest[] = [];
  const file = (id: string) => {
    const lines = files.get(id) ?? [];
    files.set(id, lines);
    return lines;
  };
  const engine: Pick<Engine, 'logs' | 'onEvent'> = {
    async *logs(id, request) {
      asked.push(request);
      const { since, until, tail, follow, signal } = request;
      const lines = files.get(id);
      if (lines === undefined) throw new GantryError('not_found');
      let next = Math.max(0, lines.length - (tail ?? lines.length));
      for (;;) {
        for (; next < lines.length; next += 1) {
          const line = lines[next];
          if (line === undefined) continue;
          if (since !== undefined && toMicroseconds(line.at) < toMicroseconds(since)) continue;
          if (until !== undefined && toMicroseconds(line.at) > toMicroseconds(until)) continue;
          yield line;
        }
        if (follow !== true || signal?.aborted) return;
        await new Promise<void>((resolve) => {
          waiters.add(resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    engine,
    asked,
    files,
    write(id: string, at: string, text: string) {
      file(id).push({ stream: 'stdout', at, text });
      for (const wake of waiters) wake();
      waiters.clear();
    },
    announceStart(id: string) {
      for (const listener of listeners) listener({ kind: 'container', action: 'start', id, attributes: {}, atMs: 0 });
    },
    listeners,
  };
}

const query = (more: Partial<LogQuery> = {}): LogQuery => ({ services: [], tail: 500, wait_seconds: 0, ...more });
const never = new AbortController().signal;

function createMemoryLogs(names: readonly string[]) {
  const memory = createMemoryEngine();
  for (const name of names) memory.files.set(name, []);
  const logs = createLogs({
    engine: memory.engine,
    containers: async () => [...memory.files.keys()].map((id) => ({ service: id.split('#')[0] ?? id, id })),
  });
  const read = async (more: Partial<LogQuery> = {}) => {
    const { lines, cursor, is_cut } = await logs.read(query(more), never);
    return { texts: lines.map(({ text }) => text), lines, cursor, is_cut };
  };
  return { ...memory, logs, read };
}

describe('the newest lines', () => {
  it('merges by time and keeps the order of a container where stamps are equal', async () => {
    const { write, read } = createMemoryLogs(['a', 'b']);
    write('a', stamp(10, 5), 'a1');
    write('b', stamp(10, 1), 'b1');
    write('a', stamp(30), 'a2');
    write('a', stamp(30), 'a3');
    write('b', stamp(20), 'b2');
    write('b', stamp(30), 'b3');
    expect((await read()).texts).toEqual(['b1', 'a1', 'b2', 'a2', 'a3', 'b3']);
    expect((await read({ services: ['b'] })).texts).toEqual(['b1', 'b2', 'b3']);
  });

  it('cuts to the newest and says so', async () => {
    const { write, read } = createMemoryLogs(['a', 'b']);
    for (let i = 0; i < 40; i += 1) write(i % 2 === 0 ? 'a' : 'b', stamp(i * 1000), `${i}`);
    const cut = await read({ tail: 3 });
    expect([cut.texts, cut.is_cut]).toEqual([['37', '38', '39'], true]);
    const whole = await read({ tail: 40 });
    expect([whole.texts.length, whole.is_cut]).toEqual([40, false]);
  });

  it('filters by time, words and level', async () => {
    const { write, read } = createMemoryLogs(['a']);
    ['INFO: one', 'ERROR: Two', 'ERROR: three', 'plain two', 'WARN: four'].forEach((text, i) => {
      write('a', stamp(i * 1e6), text);
    });
    expect((await read({ since: stamp(1e6) })).texts).toHaveLength(4);
    expect((await read({ until: stamp(1e6) })).texts).toEqual(['INFO: one', 'ERROR: Two']);
    expect((await read({ until: stamp(3e6), tail: 2 })).texts).toEqual(['ERROR: three', 'plain two']);
    expect((await read({ contains: 'TWO' })).texts).toEqual(['ERROR: Two', 'plain two']);
    expect((await read({ level: 'warning' })).texts).toEqual(['ERROR: Two', 'ERROR: three', 'WARN: four']);
    expect((await read({ level: 'error', contains: 'two' })).lines).toMatchObject([{ level: 'error', service: 'a', stream: 'stdout' }]);
  });

  it('bounds the bytes of a reply', async () => {
    const { write, read } = createMemoryLogs(['a']);
    for (let i = 0; i < 1000; i += 1) write('a', stamp(i), 'x'.repeat(16_384));
    const { texts, is_cut } = await read({ tail: 10_000 });
    expect(texts.length).toBe(512);
    expect(is_cut).toBe(true);
  });

  it('reads from a container that is gone nothing, and fails when the engine does', async () => {
    const { engine, files, write } = createMemoryLogs(['a']);
    write('a', stamp(1), 'a1');
    const with_gone = createLogs({
      engine,
      containers: async () => [
        { service: 'a', id: 'a' },
        { service: 'gone', id: 'gone' },
      ],
    });
    expect((await with_gone.read(query(), never)).lines).toHaveLength(1);
    files.clear();
    const refusing = (code: 'engine_refused' | 'engine_unavailable') =>
      createLogs({
        engine: {
          ...engine,
          logs: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new GantryError(code)) }) }),
        },
        containers: async () => [{ service: 'a', id: 'a' }],
      });
    await expect(refusing('engine_unavailable').read(query(), never)).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect((await refusing('engine_refused').read(query(), never)).lines).toEqual([]);
    await expect(refusing('engine_refused').read(query({ services: ['a'] }), never)).rejects.toMatchObject({ code: 'engine_refused' });
  });
});

describe('going on with a cursor', () => {
  it('gives each line once, page by page, whatever order the stamps have', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            // Time goes on, and a stamp is up to 40 ms behind it.
            {
              weight: 5,
              arbitrary: fc.record({
                write: fc.constantFrom('a', 'b', 'c#1'),
                after: fc.integer({ min: 0, max: 9000 }),
                late: fc.constantFrom(0, 0, 0, 7, 40_000),
              }),
            },
            { weight: 1, arbitrary: fc.record({ write: fc.constantFrom('a', 'b'), after: fc.constant(5_000_000), late: fc.constant(0) }) },
            { weight: 2, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 6 }) }) },
            { weight: 1, arbitrary: fc.record({ recreate: fc.constant(true) }) },
          ),
          { maxLength: 60 },
        ),
        fc.boolean(),
        async (steps, isWholeSeconds) => {
          const memory = createMemoryLogs(['a', 'b', 'c#1']);
          let clock = 10_000_000;
          let made = 1;
          let written = 0;
          const given: string[] = [];
          memory.write('a', stamp(clock), 'first');
          let { cursor } = await memory.read();
          const readAll = async (tail: number) => {
            for (;;) {
              const page = await memory.read({ cursor, tail });
              expect(page.is_cut).toBe(false);
              cursor = page.cursor;
              expect(cursor.length).toBeLessThanOrEqual(400);
              given.push(...page.texts);
              if (page.texts.length < tail) return;
            }
          };
          for (const step of steps) {
            if ('write' in step) {
              clock += step.after;
              const id = step.write === 'c#1' ? `c#${made}` : step.write;
              // Podman stamps whole seconds.
              const at = isWholeSeconds ? Math.floor(clock / 1e6) * 1e6 : clock - step.late;
              memory.write(id, stamp(at), String(written));
              written += 1;
            } else if ('read' in step) await readAll(step.read);
            else {
              await readAll(3);
              memory.files.delete(`c#${made}`);
              made += 1;
              memory.files.set(`c#${made}`, []);
            }
          }
          await readAll(2);
          expect(given.toSorted((x, y) => Number(x) - Number(y))).toEqual(Array.from({ length: written }, (_, i) => String(i)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds with forty containers that all write at once', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const memory = createMemoryLogs(names);
    memory.write('s0', stamp(0), 'first');
    let { cursor } = await memory.read();
    const given: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      for (const [i, name] of names.entries()) memory.write(name, stamp(5e6 + round * 3e6 + i * 10), `${round}-${name}`);
      const page = await memory.read({ cursor });
      cursor = page.cursor;
      expect(cursor.length).toBeLessThanOrEqual(400);
      given.push(...page.texts);
    }
    // What had no room in the cursor comes when nothing older can come any more.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    given.push(...(await memory.read({ cursor })).texts);
    expect(new Set(given).size).toBe(given.length);
    expect(given).toHaveLength(200);
  });

  it('goes on after a tail that cut a burst, without giving the burst again', async () => {
    const memory = createMemoryLogs(['a']);
    for (let i = 0; i < 5000; i += 1) memory.write('a', stamp(i), `${i}`);
    const { cursor, is_cut } = await memory.read({ tail: 5 });
    expect(is_cut).toBe(true);
    expect((await memory.read({ cursor })).texts).toEqual([]);
    memory.write('a', stamp(5000), 'new');
    expect((await memory.read({ cursor })).texts).toEqual(['new']);
  });

  it('begins where it was asked to when there was nothing yet', async () => {
    const memory = createMemoryLogs(['a']);
    const { cursor } = await memory.read({ since: stamp(1e6) });
    memory.write('a', stamp(0.5e6), 'before');
    memory.write('a', stamp(2e6), 'after');
    expect((await memory.read({ cursor, since: stamp(1e6) })).texts).toEqual(['after']);
  });

  it('says that lines are missing when the log was rotated past the place', async () => {
    const memory = createMemoryLogs(['a']);
    memory.write('a', stamp(0), 'old');
    const { cursor } = await memory.read();
    memory.files.set('a', []);
    memory.write('a', stamp(9e6), 'new');
    expect(await memory.read({ cursor })).toMatchObject({ texts: ['new'], is_cut: true });
  });

  it('asks the engine for the end of the log only', async () => {
    const memory = createMemoryLogs(['a']);
    for (let i = 0; i < 3000; i += 1) memory.write('a', stamp(i * 1000), `${i}`);
    const { cursor } = await memory.read();
    memory.asked.length = 0;
    await memory.read({ cursor });
    expect(memory.asked).toHaveLength(1);
    expect(memory.asked[0]?.tail).toBeLessThan(1000);
  });

  it.each(['x', 'AAAA!', 'AQ', '__________', 'Af___________________w'])('refuses %j, which is not a cursor', async (cursor) => {
    await expect(createMemoryLogs(['a']).read({ cursor })).rejects.toMatchObject({ code: 'invalid_value', field: 'cursor' });
  });
});

describe('waiting', () => {
  async function started() {
    const memory = createMemoryLogs(['a', 'b']);
    memory.write('a', stamp(0), 'first');
    return { ...memory, cursor: (await memory.read()).cursor };
  }

  it('answers soon after the first line, with those that came together', async () => {
    const { write, read, cursor, listeners } = await started();
    const from = performance.now();
    const waiting = read({ cursor, wait_seconds: 20 });
    setTimeout(() => write('b', stamp(1e6), 'b1'), 200);
    setTimeout(() => write('a', stamp(1.1e6), 'a1'), 250);
    expect((await waiting).texts).toEqual(['b1', 'a1']);
    const took = performance.now() - from;
    expect(took).toBeGreaterThan(320);
    expect(took).toBeLessThan(1500);
    expect(listeners.size).toBe(0);
  });

  it('waits on while what comes is not asked for, and then gives nothing but goes past it', async () => {
    const { write, read, cursor } = await started();
    setTimeout(() => write('a', stamp(1e6), 'other'), 100);
    const from = performance.now();
    const empty = await read({ cursor, wait_seconds: 1, contains: 'wanted' });
    expect(performance.now() - from).toBeGreaterThan(950);
    expect(empty.texts).toEqual([]);
    expect((await read({ cursor: empty.cursor })).texts).toEqual([]);
  });

  it('notices a container that starts meanwhile', async () => {
    const { write, read, files, announceStart, cursor } = await started();
    setTimeout(() => {
      files.set('c', []);
      announceStart('c');
      setTimeout(() => write('c', stamp(2e6), 'c1'), 50);
    }, 100);
    expect((await read({ cursor, wait_seconds: 10 })).texts).toEqual(['c1']);
  });

  it('ends with the signal', async () => {
    const { logs, cursor, listeners } = await started();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const from = performance.now();
    await expect(logs.read(query({ cursor, wait_seconds: 30 }), stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - from).toBeLessThan(1500);
    expect(listeners.size).toBe(0);
  });
});

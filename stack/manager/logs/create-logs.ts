import { performance } from 'node:perf_hooks';
import { GantryError, type LogLine, type Output, type ParsedInput } from '#contract';
import type { Engine } from '../engine/index.ts';
import { type Cursor, decodeCursor, encodeCursor, positionKey } from './cursor.ts';
import { createFloor } from './floor.ts';
import { parseInstant } from './instant.ts';
import { createLineFilter } from './line-filter.ts';
import { mergeByTime } from './merge-by-time.ts';
import { createNewestLines } from './newest-lines.ts';
import { type LogContainer, type NewLine, readAfter, requestAfter, toNewLines } from './read-new-lines.ts';
import { createReadingPosition, type ReadingPosition } from './reading-position.ts';
import { waitForLine } from './wait-for-line.ts';

/** As `stack.logs` takes it; no service named is all of them. */
export interface LogQuery extends Omit<ParsedInput<'stack.logs'>, 'services'> {
  readonly services: readonly string[];
}

export interface LogOptions {
  readonly engine: Pick<Engine, 'logs' | 'onEvent'>;
  /** Containers there are now, also stopped ones. */
  containers(): Promise<readonly LogContainer[]>;
}

export interface Logs {
  /**
   * Lines of several containers merged by time. Without a cursor the newest; with one the next that were not given yet, so that
   * whoever asks again and again gets each line once, also when containers restart or are made anew.
   * @throws GantryError `invalid_value` for a cursor that is none, `engine_unavailable`, `cancelled` when `signal` aborts the wait
   */
  read(query: LogQuery, signal: AbortSignal): Promise<Output<'stack.logs'>>;
}

/** Bytes of text in one reply at most; where there is more, older lines stay out or the cursor comes back for the rest. */
const mostBytes = 16 * 1024 * 1024;
/** Lines before the ones asked for that are read too: they tell where the log goes on, and the level of a first line. */
const leadLines = 200;
/** With a filter so many newest lines of each container are looked through. */
const filteredLines = 20_000;
const beginning: Cursor = { floorMicroseconds: 0, positions: new Map() };

interface Reading {
  readonly lines: readonly NewLine[];
  readonly cursor: string;
  readonly isCut: boolean;
}

interface Source {
  readonly container: LogContainer;
  readonly position: ReadingPosition;
}

/** Reads the logs of the stack's containers. Keeps no line. */
export function createLogs({ engine, containers }: LogOptions): Logs {
  const floor = createFloor();

  async function list(query: LogQuery): Promise<readonly LogContainer[]> {
    return (await containers()).filter(({ service }) => query.services.length === 0 || query.services.includes(service));
  }

  async function readOnce(query: LogQuery, from: Cursor | undefined): Promise<Reading> {
    const startedMs = performance.now();
    const chosen = await list(query);
    const sources = chosen.map((container) => ({
      container,
      position: createReadingPosition(from ?? beginning, from?.positions.get(positionKey(container.id))),
    }));
    const byId = new Map(sources.map((source) => [source.container.id, source]));
    const passes = createLineFilter(query);
    // With a cursor the reading stops at either limit, so nothing has to go.
    const newest = createNewestLines<NewLine>(query.tail, from === undefined ? mostBytes : Number.POSITIVE_INFINITY);
    let isOlderLeft = false;
    let lines = 0;
    let bytes = 0;
    const left = await mergeByTime(
      sources.map((source) =>
        from === undefined
          ? readTail(source, query, () => {
              isOlderLeft = true;
            })
          : readRest(source, query),
      ),
      (line) => {
        byId.get(line.container)?.position.give(line.microseconds);
        if (!passes(line)) return true;
        newest.add(line, line.text.length * 2);
        lines += 1;
        bytes += line.text.length * 2;
        return from === undefined || (lines < query.tail && bytes < mostBytes);
      },
    );
    const { cursor, isHeldBack } = floor.next({
      from: from ?? beginning,
      positions: sources.map(({ container, position }) => ({ key: positionKey(container.id), position })),
      left,
      since: query.since === undefined ? undefined : parseInstant(query.since)?.microseconds,
      tookMs: performance.now() - startedMs,
    });
    const hasGap = query.until === undefined && sources.some(({ position }) => position.hasGap());
    return {
      lines: newest.list().filter((line) => !isHeldBack(positionKey(line.container), line.microseconds)),
      cursor: encodeCursor(cursor),
      isCut: newest.isCut() || isOlderLeft || hasGap,
    };
  }

  /** The newest lines of one container; `onOlder` is called when a filter may have missed some before them. */
  async function* readTail({ container, position }: Source, query: LogQuery, onOlder: () => void): AsyncGenerator<NewLine> {
    const isFiltered = query.level !== undefined || (query.contains ?? '') !== '';
    const tail =
      query.until === undefined ? (isFiltered ? Math.max(filteredLines, query.tail + leadLines) : query.tail + leadLines) : undefined;
    const since = query.since === undefined ? undefined : parseInstant(query.since)?.microseconds;
    if (since !== undefined) position.startsAt(since);
    let count = 0;
    let first: number | undefined;
    for await (const line of toNewLines(
      container,
      readable(container, query, engine.logs(container.id, requestOf(query, tail))),
      position,
    )) {
      first ??= line.microseconds;
      count += 1;
      // Only now is it known that the log has more: where it had less, the reading began at its first line.
      if (count === tail) {
        position.startsAt(first);
        if (isFiltered) onOlder();
      }
      yield line;
    }
  }

  function readRest({ container, position }: Source, query: LogQuery): AsyncGenerator<NewLine> {
    const request = { ...requestAfter(position, query.since), ...(query.until === undefined ? {} : { until: query.until }) };
    const mostLines = query.tail + leadLines + position.repeated;
    return toNewLines(container, readable(container, query, readAfter(engine, container.id, { request, mostLines })), position);
  }

  return {
    async read(query, signal) {
      const from = query.cursor === undefined || query.cursor === '' ? undefined : decodeCursor(query.cursor);
      let reading = await readOnce(query, from);
      const mayCome = query.until === undefined || Date.parse(query.until) > Date.now();
      if (from !== undefined && reading.lines.length === 0 && query.wait_seconds > 0 && mayCome) {
        const passes = createLineFilter(query);
        // What the first look passed over need not be looked at again.
        const cursor = decodeCursor(reading.cursor);
        await waitForLine({ engine, cursor, waitMs: query.wait_seconds * 1000, signal, list: () => list(query), passes });
        if (signal.aborted) throw new GantryError('cancelled');
        const { isCut } = reading;
        reading = await readOnce(query, cursor);
        reading = { ...reading, isCut: reading.isCut || isCut };
      }
      return { lines: reading.lines.map(toLogLine), cursor: reading.cursor, is_cut: reading.isCut };
    },
  };
}

function requestOf({ since, until }: LogQuery, tail: number | undefined) {
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(tail === undefined ? {} : { tail }),
  };
}

/** A container that has gone has no lines; one whose log cannot be read stands in nobody's way but its own. */
async function* readable<T>({ service }: LogContainer, { services }: LogQuery, lines: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* lines;
  } catch (error) {
    const code = error instanceof GantryError ? error.code : undefined;
    const isOnlyOne = services.length === 1 && services[0] === service;
    if (code !== 'not_found' && (code !== 'engine_refused' || isOnlyOne)) throw error;
  }
}

function toLogLine({ service, at, stream, level, text }: NewLine): LogLine {
  return { service, at, stream, level, text };
}

import type { LogLine } from '#contract';
import type { Engine, LogRequest, RawLogLine } from '../engine/index.ts';
import { cleanLine } from './clean-line.ts';
import { formatInstant, parseInstant } from './instant.ts';
import { createLevelReader } from './levels/level-of.ts';
import type { ReadingPosition } from './reading-position.ts';

/** A container whose lines are read. */
export interface LogContainer {
  readonly service: string;
  readonly id: string;
  /** Reference of its image, by which levels are read; else the service's name serves. */
  readonly image?: string;
}

export interface NewLine extends LogLine {
  readonly microseconds: number;
  readonly container: string;
}

/** Engines filter by their own clock's digits: asked a little early, the rest is left out here. */
const earlyMicroseconds = 1000;

/** What to ask the engine for, so that all lines after a position come. */
export function requestAfter(position: ReadingPosition, since: string | undefined): Pick<LogRequest, 'since'> {
  const from = position.sinceMicroseconds === undefined ? undefined : Math.max(0, position.sinceMicroseconds - earlyMicroseconds);
  const asked = since === undefined ? undefined : parseInstant(since)?.microseconds;
  const latest = Math.max(from ?? 0, asked ?? 0);
  return latest === 0 ? {} : { since: formatInstant(latest) };
}

/** Lines of a container that its position has not seen, in our form. They count as given only when the caller says so. */
export async function* toNewLines(
  container: LogContainer,
  lines: AsyncIterable<RawLogLine>,
  position: ReadingPosition,
): AsyncGenerator<NewLine> {
  const levelOf = createLevelReader(container.image ?? container.service);
  let last = { at: formatInstant(0), microseconds: 0 };
  for await (const raw of lines) {
    // A line without a stamp goes with the one before it.
    last = parseInstant(raw.at) ?? last;
    const text = cleanLine(raw.text);
    const level = levelOf(text);
    if (position.isNew(last.microseconds))
      yield { service: container.service, container: container.id, stream: raw.stream, level, text, ...last };
  }
}

/**
 * The lines an engine has after a position. Engines look through a whole log for `since`, but find its end at once: so the last
 * `mostLines` are asked for, and all only where those were not enough.
 */
export async function* readAfter(
  engine: Pick<Engine, 'logs'>,
  id: string,
  { request, mostLines }: { request: LogRequest; mostLines: number },
): AsyncGenerator<RawLogLine> {
  const lines: RawLogLine[] = [];
  // The engine takes the tail before it looks at `until`, so with an end there is no short way.
  if (request.until === undefined) {
    for await (const line of engine.logs(id, { ...request, tail: mostLines })) lines.push(line);
    if (lines.length < mostLines) {
      yield* lines;
      return;
    }
    lines.length = 0;
  }
  yield* engine.logs(id, request);
}

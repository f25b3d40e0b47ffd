import type { Engine } from '../engine/index.ts';
import type { Cursor } from './cursor.ts';
import { positionKey } from './cursor.ts';
import { type LogContainer, type NewLine, requestAfter, toNewLines } from './read-new-lines.ts';
import { createReadingPosition } from './reading-position.ts';

export interface WaitOptions {
  readonly engine: Pick<Engine, 'logs' | 'onEvent'>;
  readonly cursor: Cursor;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  list(): Promise<readonly LogContainer[]>;
  passes(line: NewLine): boolean;
}

/** Lines that come together are given together: so long after the first one. */
const gatherMs = 150;
/** Lines of the end of a log in which the new one is looked for; the reading that follows finds what lies before. */
const tailLines = 1000;

/** Waits for the first new line that is asked for, in containers that start meanwhile too. Comes back after `waitMs` at the latest, or when `signal` aborts. */
export async function waitForLine({ engine, cursor, waitMs, signal, list, passes }: WaitOptions): Promise<void> {
  const stop = new AbortController();
  const followed = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  const found = () => {
    gathering ??= setTimeout(() => stop.abort(), gatherMs);
  };

  async function follow(container: LogContainer): Promise<void> {
    if (followed.has(container.id) || stop.signal.aborted) return;
    followed.add(container.id);
    try {
      const position = createReadingPosition(cursor, cursor.positions.get(positionKey(container.id)));
      const lines = engine.logs(container.id, {
        ...requestAfter(position, undefined),
        tail: position.repeated + tailLines,
        follow: true,
        signal: stop.signal,
      });
      for await (const line of toNewLines(container, lines, position)) {
        if (!passes(line)) continue;
        found();
        return;
      }
    } catch {
      // The reading that follows says what is wrong, if it still is.
    } finally {
      followed.delete(container.id);
    }
  }

  const followAll = async () => {
    for (const container of await list().catch(() => [])) void follow(container);
  };
  const stopListening = engine.onEvent(({ kind, action }) => {
    if (kind === 'container' && action === 'start') void followAll();
  });
  const abort = () => stop.abort();
  const timer = setTimeout(abort, waitMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) return;
    const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
    await followAll();
    await stopped;
  } finally {
    clearTimeout(timer);
    clearTimeout(gathering);
    signal.removeEventListener('abort', abort);
    stopListening();
    stop.abort();
  }
}

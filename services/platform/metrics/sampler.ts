import type { Figure, FigureHistory } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import type { FigureReader } from './readers.ts';

/** A figure as a room declares it: what a chart shows and how it is read. */
export interface FigureDeclaration extends Figure {
  read: FigureReader | (() => number | null);
}

export interface Sampler {
  add(figure: FigureDeclaration): void;
  start(): void;
  stop(): void;
  /** The samples of the last `seconds`, oldest first. */
  history(seconds: number): FigureHistory;
}

const intervalSeconds = 2;
/** One hour. */
const keptSamples = 3600 / intervalSeconds;

/** Reads every figure each 2 s into a ring of one hour and announces it. A figure that cannot be read is null, never 0. */
export function createSampler({ events, log, now = Date.now }: { events: Events; log: Log; now?: () => number }): Sampler {
  const figures: FigureDeclaration[] = [];
  const samples: { atMs: number; values: Record<string, number | null> }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let reading = false;

  async function sample(): Promise<void> {
    if (reading) return;
    reading = true;
    const atMs = now();
    try {
      const values: Record<string, number | null> = {};
      for (const figure of figures) {
        const value = await figure.read(atMs);
        values[figure.name] = value === null || !Number.isFinite(value) ? null : value;
      }
      samples.push({ atMs, values });
      if (samples.length > keptSamples) samples.shift();
      events.publish('figures.sampled', { at: new Date(atMs).toISOString(), values });
    } catch (error) {
      log.warn({ err: error }, 'figures were not sampled');
    } finally {
      reading = false;
    }
  }

  return {
    add: (figure) => void figures.push(figure),
    start() {
      void sample();
      timer = setInterval(() => void sample(), intervalSeconds * 1000);
      timer.unref();
    },
    stop: () => clearInterval(timer),
    history(seconds) {
      const from = now() - seconds * 1000;
      const wanted = samples.filter((entry) => entry.atMs >= from);
      return {
        interval_seconds: intervalSeconds,
        figures: figures.map(({ name, title, unit, window_seconds }) => ({ name, title, unit, window_seconds })),
        at: wanted.map((entry) => new Date(entry.atMs).toISOString()),
        values: Object.fromEntries(figures.map(({ name }) => [name, wanted.map((entry) => entry.values[name] ?? null)])),
      };
    },
  };
}

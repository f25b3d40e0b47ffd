import type { Output, Usage } from '#contract';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Engine, RawStats } from '../engine/index.ts';
import { hasMeasured, measureUsage } from './measure-usage.ts';
import { declareStatsMetrics } from './metrics.ts';

export interface StatsOptions {
  readonly engine: Pick<Engine, 'stats' | 'info'>;
  /** Services whose containers run now. */
  running(): readonly { readonly service: string; readonly id: string }[];
  /** Called after each round with what was measured in it, and once with nothing when the last container has stopped. */
  onMeasured(usage: Readonly<Record<string, Usage>>): void;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Stats {
  /** Measures now and then every 5 s as long as anything runs. To be called when the engine is reached and when a container starts; more calls do nothing. */
  wake(): void;
  /** Samples of the last `seconds` (at most an hour), of one service or all that have any. */
  history(seconds: number, service?: string): Output<'stack.stats'>;
  /** The last measurement of a service; null when it does not run or was not measured in the last rounds. */
  latest(service: string): Usage | null;
  close(): void;
}

const intervalMs = 5000;
const keptMs = 3_600_000;
/** A call that takes longer leaves a gap; the next one for that container waits until it has ended. */
const patienceMs = 4500;
/** After so many rounds without a sample the last one says nothing of now. */
const freshMs = 3 * intervalMs + 1000;

interface Series {
  readonly samples: { readonly atMs: number; readonly usage: Usage }[];
  before: { readonly id: string; readonly raw: RawStats } | undefined;
}

/** Measures the running containers into a ring of one hour for each service. What could not be measured is a gap, never 0. */
export function createStats({ engine, running, onMeasured, log, metrics }: StatsOptions): Stats {
  const series = new Map<string, Series>();
  const asked = new Set<string>();
  const show = declareStatsMetrics(metrics);
  let timer: NodeJS.Timeout | undefined;
  let isMeasuring = false;
  let isClosed = false;

  async function measureOne(service: string, id: string): Promise<[string, Usage] | undefined> {
    if (asked.has(id)) return undefined;
    asked.add(id);
    let isLate = false;
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      patience = setTimeout(() => {
        isLate = true;
        resolve(undefined);
      }, patienceMs);
    });
    const work = engine.stats(id).finally(() => asked.delete(id));
    try {
      const raw = await Promise.race([work, late]);
      if (raw === undefined || isLate || !hasMeasured(raw)) return undefined;
      return [service, keep(service, { id, raw })];
    } catch (error) {
      // A container that has just ended is no news; an engine that is gone is told by others.
      log.debug({ err: error, service }, 'service not measured');
      return undefined;
    } finally {
      clearTimeout(patience);
      work.catch(() => undefined);
    }
  }

  function keep(service: string, now: { id: string; raw: RawStats }): Usage {
    const own: Series = series.get(service) ?? { samples: [], before: undefined };
    series.set(service, own);
    const usage = measureUsage(now.raw, own.before?.id === now.id ? own.before.raw : undefined, engine.info().memory_bytes);
    own.before = now;
    own.samples.push({ atMs: now.raw.atMs, usage });
    return usage;
  }

  function forgetOld(): void {
    const from = Date.now() - keptMs;
    for (const [service, { samples }] of series) {
      while (samples[0] !== undefined && samples[0].atMs < from) samples.shift();
      if (samples.length === 0) series.delete(service);
    }
  }

  async function measure(): Promise<void> {
    if (isMeasuring || isClosed) return;
    const containers = running();
    if (containers.length === 0) {
      clearInterval(timer);
      timer = undefined;
      publish({});
      return;
    }
    isMeasuring = true;
    try {
      const measured = await Promise.all(containers.map(({ service, id }) => measureOne(service, id)));
      forgetOld();
      if (!isClosed) publish(Object.fromEntries(measured.filter((each) => each !== undefined)));
    } finally {
      isMeasuring = false;
    }
  }

  function publish(usage: Readonly<Record<string, Usage>>): void {
    show(usage);
    try {
      onMeasured(usage);
    } catch (error) {
      log.warn({ err: error }, 'measurements were not announced');
    }
  }

  return {
    wake() {
      if (isClosed || timer !== undefined) return;
      timer = setInterval(() => void measure(), intervalMs);
      timer.unref();
      void measure();
    },
    history(seconds, service) {
      const from = Date.now() - seconds * 1000;
      return {
        interval_seconds: intervalMs / 1000,
        services: [...series]
          .filter(([name]) => service === undefined || name === service)
          .map(([name, { samples }]) => ({ name, samples: samples.filter(({ atMs }) => atMs >= from).map(({ usage }) => usage) }))
          .filter(({ samples }) => samples.length > 0)
          .sort((one, other) => (one.name < other.name ? -1 : 1)),
      };
    },
    latest(service) {
      const container = running().find((each) => each.service === service);
      const own = series.get(service);
      const last = own?.samples.at(-1);
      // Of the container before the present one nothing holds.
      if (container === undefined || last === undefined || own?.before?.id !== container.id) return null;
      return Date.now() - last.atMs > freshMs ? null : last.usage;
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      timer = undefined;
      show({});
    },
  };
}

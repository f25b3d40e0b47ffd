import type { Probe } from '#contract';
import type { Healthcheck } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';

/** What Gantry's own probes say of one run of a container. */
export interface ProbeView {
  readonly status: 'starting' | 'healthy' | 'unhealthy';
  /** Newest last, at most 10. */
  readonly probes: readonly Probe[];
}

export interface ProberOptions {
  readonly engine: Pick<Engine, 'exec' | 'runsHealthchecks'>;
  /** Called when the status or the last probe of a container changed. */
  onProbe(containerId: string): void;
}

interface Watched {
  readonly key: string;
  readonly startedAtMs: number;
  status: ProbeView['status'];
  probes: Probe[];
  failures: number;
  abort: AbortController;
}

/** First wait between two probes of a container that starts; it grows to `longestStartWaitMs`. The engine's own first probe comes only after a whole interval. */
const firstStartWaitMs = 100;
const longestStartWaitMs = 1000;
const keptProbes = 10;
const mostOutputChars = 2000;

/**
 * Runs health checks itself: often while a container starts, so that it counts as healthy when it is; and on engines
 * that do not run them (Podman without systemd) for as long as the container runs. The command is the file's own.
 */
export function createProber({ engine, onProbe }: ProberOptions) {
  const watched = new Map<string, Watched>();

  function unwatch(id: string): void {
    watched.get(id)?.abort.abort();
    watched.delete(id);
  }

  async function probeOnce(id: string, entry: Watched, healthcheck: Healthcheck): Promise<void> {
    const at = new Date().toISOString();
    const result = await engine
      .exec(id, { command: toCommand(healthcheck.test), timeoutMs: healthcheck.timeoutMs, mostBytes: 16_384, signal: entry.abort.signal })
      .catch((error: unknown) => ({ exitCode: undefined, stdout: '', stderr: (error as Error).message, durationMs: 0 }));
    if (entry.abort.signal.aborted) return;
    const output = `${result.stdout}${result.stderr}`.trim().slice(-mostOutputChars);
    const exitCode = result.exitCode ?? null;
    entry.probes = [
      ...entry.probes,
      { at, by: 'gantry' as const, exit_code: exitCode, duration_ms: Math.round(result.durationMs), output },
    ].slice(-keptProbes);
    if (exitCode === 0) {
      entry.failures = 0;
      entry.status = 'healthy';
    } else if (Date.now() - entry.startedAtMs >= healthcheck.startPeriodMs || entry.status === 'healthy') {
      // As engines count: a failure within the start period does not, unless it had been healthy before.
      entry.failures += 1;
    }
    onProbe(id);
  }

  async function run(id: string, entry: Watched, healthcheck: Healthcheck): Promise<void> {
    let waitMs = firstStartWaitMs;
    let lastCountedMs = 0;
    while (!entry.abort.signal.aborted) {
      const failuresBefore = entry.failures;
      await probeOnce(id, entry, healthcheck);
      if (entry.abort.signal.aborted) return;
      if (entry.failures > failuresBefore) {
        // Early probes come faster than the file's interval; counted are only those an interval apart.
        if (Date.now() - lastCountedMs < healthcheck.intervalMs) entry.failures = failuresBefore;
        else lastCountedMs = Date.now();
      }
      if (entry.failures >= healthcheck.retries && entry.status !== 'unhealthy' && !engine.runsHealthchecks()) {
        entry.status = 'unhealthy';
        onProbe(id);
      }
      if (entry.status === 'healthy' && engine.runsHealthchecks()) return;
      const isStarting = entry.status === 'starting';
      await wait(isStarting ? waitMs : healthcheck.intervalMs, entry.abort.signal);
      waitMs = Math.min(waitMs * 1.5, healthcheck.startIntervalMs ?? longestStartWaitMs, longestStartWaitMs);
    }
  }

  return {
    /** Probes this run of a container until it is healthy (or for good, where the engine does not). Calling it again for the same run does nothing. */
    watch(container: ContainerInfo, healthcheck: Healthcheck | undefined): void {
      if (healthcheck === undefined || container.status !== 'running' || container.startedAt === undefined) return;
      const key = `${container.id} ${container.startedAt}`;
      if (watched.get(container.id)?.key === key) return;
      unwatch(container.id);
      const entry: Watched = {
        key,
        startedAtMs: Date.parse(container.startedAt),
        status: 'starting',
        probes: [],
        failures: 0,
        abort: new AbortController(),
      };
      watched.set(container.id, entry);
      void run(container.id, entry, healthcheck);
    },
    unwatch,
    /** What was found for this run of the container; undefined when it was not probed. */
    view(container: ContainerInfo): ProbeView | undefined {
      const entry = watched.get(container.id);
      return entry?.key === `${container.id} ${container.startedAt}` ? entry : undefined;
    },
    close(): void {
      for (const id of [...watched.keys()]) unwatch(id);
    },
  };
}

export type Prober = ReturnType<typeof createProber>;

/** A health check of the file as an argument vector: `CMD` as it is, `CMD-SHELL` through the image's shell (Docker's rule). */
export function toCommand(test: readonly string[]): string[] {
  return test[0] === 'CMD-SHELL' ? ['/bin/sh', '-c', test.slice(1).join(' ')] : test.slice(1);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

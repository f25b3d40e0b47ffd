import { GantryError, type StartTimes } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import { bringUp } from './bring-up.ts';
import type { ChangeTools } from './change-tools.ts';
import { createImagePulls } from './image-pulls.ts';
import { waitCompleted } from './wait-ready.ts';

export interface UpRequest {
  readonly compose: Compose;
  /** Dependencies first. */
  readonly services: readonly ComposeService[];
  readonly pull: 'missing' | 'always' | 'never';
  readonly recreate: boolean;
  readonly signal: AbortSignal;
  progress(progress: { done: number; total: number; current: string }): void;
}

export interface UpResult extends Record<string, unknown> {
  readonly total_ms: number;
  /** Services that determined the time, first to last. */
  readonly critical_path: string[];
  readonly services: Record<string, StartTimes & { action: string }>;
}

/** A service that did not begin because one it needs failed. */
class Blocked extends Error {
  readonly by: string;
  constructor(by: string) {
    super(`waits for ${by}`);
    this.name = 'Blocked';
    this.by = by;
  }
}

interface Ended {
  readonly atMs: number;
  readonly waitedFor: string | undefined;
}

/** Networks and volumes of these services, each made unless it is there. Gives the gateway of the first network. */
export async function ensureGround(
  { engine }: Pick<ChangeTools, 'engine'>,
  compose: Compose,
  services: readonly ComposeService[],
): Promise<string | undefined> {
  let gateway: string | undefined;
  for (const key of new Set(services.flatMap(({ networks }) => networks.map(({ name }) => name)))) {
    const network = compose.networks[key];
    if (network === undefined) continue;
    const made = network.isExternal
      ? await engine.inspectNetwork(network.name)
      : await engine.ensureNetwork({
          ...network,
          labels: { ...network.labels, [composeLabels.project]: compose.project, [composeLabels.network]: key },
        });
    if (made === undefined)
      throw new GantryError('engine_refused', {
        message: `The external network ${network.name} is not there.`,
        fix: `Make it with: docker network create ${network.name}`,
      });
    gateway ??= made.gateway;
  }
  for (const key of new Set(
    services.flatMap(({ mounts }) => mounts.filter(({ kind, source }) => kind === 'volume' && source !== '').map(({ source }) => source)),
  )) {
    const volume = compose.volumes[key];
    if (volume === undefined || volume.isExternal) continue;
    await engine.ensureVolume({
      ...volume,
      labels: { ...volume.labels, [composeLabels.project]: compose.project, [composeLabels.volume]: key },
    });
  }
  return gateway;
}

/**
 * Starts services side by side, each when those it needs are healthy.
 * @throws GantryError `service_failed` naming the services that failed and those that wait for them
 */
export async function up(tools: ChangeTools, request: UpRequest): Promise<UpResult> {
  const { compose, services, signal } = request;
  const startedAt = performance.now();
  await tools.secrets.ensure(compose, services);
  const gateway = await ensureGround(tools, compose, services);
  const pulls = createImagePulls(tools, { ...request, progress: (current) => report(current) });
  const runs = new Map<string, Promise<void>>();
  const ended = new Map<string, Ended>();
  const results: UpResult['services'] = {};
  const report = (current: string) => request.progress({ done: ended.size, total: services.length, current });

  async function gate(service: ComposeService): Promise<string | undefined> {
    let last: string | undefined;
    for (const dependency of service.dependsOn) {
      const run = runs.get(dependency.service);
      if (run === undefined) continue;
      try {
        await run;
        const other = compose.services[dependency.service];
        if (dependency.condition === 'service_completed_successfully' && other !== undefined)
          await waitCompleted(tools.book, other, { signal, timeoutMs: tools.config.readyTimeoutMs });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (dependency.required) throw new Blocked(error instanceof Blocked ? error.by : dependency.service);
      }
      const mine = ended.get(dependency.service)?.atMs ?? 0;
      if (last === undefined || mine > (ended.get(last)?.atMs ?? 0)) last = dependency.service;
    }
    return last;
  }

  async function startOne(service: ComposeService): Promise<void> {
    const { name } = service;
    const waitingSince = performance.now();
    const needed = service.dependsOn.map((dependency) => dependency.service).filter((other) => runs.has(other));
    if (needed.length > 0 && tools.book.container(name)?.status !== 'running')
      tools.book.setActivity(name, { phase: 'waiting', reason: `waits for ${needed.join(', ')}` });
    let waitedFor: string | undefined;
    try {
      waitedFor = await gate(service);
    } catch (error) {
      tools.book.setActivity(name, undefined);
      throw error;
    }
    const waitedMs = needed.length === 0 ? 0 : Math.round(performance.now() - waitingSince);
    report(`${name} starts`);
    const { action, times } = await bringUp(tools, service, { ...request, gateway, imageReady: () => pulls.ready(service.image) });
    ended.set(name, { atMs: performance.now() - startedAt, waitedFor });
    results[name] = { ...times, waited_ms: waitedMs, action };
    tools.book.setLastStart(name, { ...times, waited_ms: waitedMs });
    report(`${name} is ${service.healthcheck === undefined ? 'running' : 'healthy'}`);
  }

  report('preparing');
  for (const service of services) {
    const run = startOne(service);
    run.catch(() => undefined);
    runs.set(service.name, run);
  }
  const outcomes = await Promise.allSettled(runs.values());
  if (signal.aborted) throw signal.reason;
  const failures = [...runs.keys()].flatMap((name, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'rejected' ? [{ name, error: outcome.reason as unknown }] : [];
  });
  if (failures.length > 0) throw describeFailures(failures);
  return { total_ms: Math.round(performance.now() - startedAt), critical_path: criticalPath(ended), services: results };
}

function describeFailures(failures: readonly { name: string; error: unknown }[]): GantryError {
  const own = failures.filter(({ error }) => !(error instanceof Blocked));
  const blocked = failures.filter(({ error }) => error instanceof Blocked).map(({ name }) => name);
  const [first] = own;
  const cause = first?.error;
  const reasons = own.map(({ name, error }) => `${name}: ${error instanceof Error ? error.message : 'unknown reason'}`).join(' · ');
  const waiting = blocked.length === 0 ? '' : ` ${blocked.join(', ')} wait${blocked.length === 1 ? 's' : ''} for it.`;
  return new GantryError(cause instanceof GantryError && own.length === 1 ? cause.code : 'service_failed', {
    message: `${reasons.replace(/[.]$/, '')}.${waiting}`,
    ...(first === undefined ? {} : { field: first.name }),
    ...(cause instanceof GantryError && cause.fix !== undefined ? { fix: cause.fix } : {}),
    cause,
  });
}

/** From the service that ended last back along those each had to wait for. */
function criticalPath(ended: ReadonlyMap<string, Ended>): string[] {
  const path: string[] = [];
  let at = [...ended].sort(([, one], [, other]) => other.atMs - one.atMs)[0]?.[0];
  while (at !== undefined && !path.includes(at)) {
    path.unshift(at);
    at = ended.get(at)?.waitedFor;
  }
  return path;
}

import { isDeepStrictEqual } from 'node:util';
import type { Service, ServiceLimits, StartTimes, Usage } from '#contract';
import type { Events } from '#platform/events';
import type { Compose, ComposeService, Limits } from '../compose-file/index.ts';
import type { ContainerInfo } from '../engine/index.ts';
import { describeLimitChange, whyRecreate } from '../plan/plan-up.ts';
import type { Prober } from '../ready/prober.ts';
import { type Activity, describeService, healthOf, type ServiceCondition } from './describe-service.ts';
import type { Desired } from './desired.ts';
import { givenSecrets } from './given-secrets.ts';
import { medianOf, type ServiceRecords } from './service-record.ts';
import { serviceUrl } from './service-url.ts';

export interface BookOptions {
  readonly events: Events;
  readonly desired: Desired;
  readonly records: ServiceRecords;
  readonly prober: Prober;
  /** Last measurement of a service, when it is fresh. */
  usage(name: string): Usage | null;
  /** Keyed digest of the secrets a service would get now. */
  secretsDigest(name: string): string;
}

/** Where trouble of one service begins. */
export interface Standing extends ServiceCondition {
  /** The other service it waits for, at the end of the chain; null when it is its own matter. */
  readonly root: string | null;
}

/** Why it was not made or started. `isFinal`: trying again would meet the same until somebody acts. */
export interface Failure {
  readonly reason: string;
  readonly fix: string | undefined;
  readonly isFinal: boolean;
}

interface Entry {
  service: ComposeService;
  container: ContainerInfo | undefined;
  activity: Activity | undefined;
  failure: Failure | undefined;
  gaveUp: string | undefined;
  restarts: number;
  lastStart: StartTimes | null;
  phase: string;
  /** Phase when the engine answered last. */
  lastKnown: string | undefined;
  since: string;
  published: Service | undefined;
}

/** What is known of every service, and the only place it is kept. Whoever learns something tells it; whoever asks gets the whole. */
export function createStackBook(options: BookOptions) {
  const { events, desired, records, prober } = options;
  const entries = new Map<string, Entry>();
  const touchListeners = new Set<() => void>();
  let compose: Compose | undefined;
  let isEngineUp = false;
  let engineReason = 'the container engine has not been asked yet';
  const images = new Map<string, string | null>();

  function condition(entry: Entry): ServiceCondition {
    if (!isEngineUp) {
      const known = entry.lastKnown === undefined ? '' : `; last known: ${entry.lastKnown}`;
      return { phase: 'unknown', state: 'unknown', reason: `${engineReason}${known}` };
    }
    const { service, container, activity, failure, gaveUp } = entry;
    return describeService({
      service,
      container,
      isDesired: desired.isRunning(service.name),
      activity,
      failure,
      gaveUp,
      probe: container === undefined ? undefined : prober.view(container),
      usualReadyMs: medianOf(records.of(service.name).readyMs),
      nowMs: Date.now(),
    });
  }

  /** Follows dependencies that are not well, to the one that is its own trouble. */
  function rootOf(name: string, seen: ReadonlySet<string> = new Set()): string {
    const entry = entries.get(name);
    if (entry === undefined || seen.has(name) || (entry.container?.status === 'running' && entry.activity === undefined)) return name;
    const blocker = entry.service.dependsOn.find(({ service: other, required }) => {
      const dependency = entries.get(other);
      return required && dependency !== undefined && condition(dependency).state !== 'ok' && condition(dependency).phase !== 'running';
    });
    return blocker === undefined ? name : rootOf(blocker.service, new Set([...seen, name]));
  }

  function standing(name: string): Standing {
    const entry = entries.get(name);
    if (entry === undefined) return { phase: 'unknown', state: 'unknown', reason: 'the compose file has no such service', root: null };
    const own = condition(entry);
    if (!isEngineUp || !desired.isRunning(name) || own.state === 'ok' || own.phase === 'running' || own.phase === 'stopping')
      return { ...own, root: null };
    const root = rootOf(name);
    if (root === name) return { ...own, root: null };
    const other = entries.get(root);
    const cause = other === undefined ? undefined : condition(other);
    if (cause === undefined || cause.state === 'ok') return { ...own, root: null };
    return {
      phase: 'waiting',
      state: cause.state === 'starting' ? 'starting' : 'down',
      reason: `waits for ${root}: ${cause.reason}`,
      root,
      fix: cause.fix ?? `See why with: npm run gantry -- why ${root}`,
    };
  }

  function outdated({ service, container }: Entry): string | null {
    if (container === undefined) return null;
    const imageId = images.get(service.image) ?? undefined;
    const actual = {
      images: imageId === undefined ? {} : { [service.image]: imageId },
      made: { [service.name]: records.of(service.name).made },
      secretDigests: { [service.name]: options.secretsDigest(service.name) },
      givenDigests: { [service.name]: givenSecrets(container, records.of(service.name)) },
    };
    const changed = whyRecreate(service, container, { actual, options: { recreate: false } });
    return changed ?? (container.status === 'running' ? (describeLimitChange(service.limits, container.limits) ?? null) : null);
  }

  function describe(entry: Entry): Service {
    const { service, container } = entry;
    const { phase, state, reason, fix, root } = standing(service.name);
    if (phase !== entry.phase) {
      entry.phase = phase;
      if (isEngineUp) entry.lastKnown = phase;
      entry.since = new Date().toISOString();
    }
    return {
      name: service.name,
      profiles: [...service.profiles],
      desired: desired.isRunning(service.name) ? 'running' : 'stopped',
      state,
      phase,
      reason,
      ...(fix === undefined || state === 'ok' || state === 'stopped' ? {} : { fix }),
      since: entry.since,
      root,
      image: { reference: service.image, is_present: images.has(service.image) ? images.get(service.image) !== null : null },
      container:
        container === undefined
          ? null
          : {
              id: container.id,
              name: container.name,
              created_at: container.createdAt,
              started_at: container.startedAt ?? null,
              exit_code: container.exitCode ?? null,
              restarts: entry.restarts,
            },
      ports: service.ports.map((port) => ({
        host_address: port.hostAddress,
        host_port: port.hostPort,
        container_port: port.containerPort,
        protocol: port.protocol,
        url: serviceUrl(service, port),
      })),
      depends_on: service.dependsOn.map(({ service: name, condition: needed }) => ({ service: name, condition: needed })),
      limits: toLimits(container?.limits ?? service.limits),
      outdated: isEngineUp ? outdated(entry) : null,
      last_start: entry.lastStart,
      usual_ready_ms: medianOf(records.of(service.name).readyMs),
      usage: container?.status === 'running' && isEngineUp ? options.usage(service.name) : null,
    };
  }

  /** Announces a service whose picture changed. `usage` is announced apart. */
  function publish(name: string): void {
    const entry = entries.get(name);
    if (entry === undefined) return;
    const now = describe(entry);
    const before = entry.published;
    // While a service initialises its reason counts seconds: that alone is not news.
    const strip = (each: Service) => ({ ...each, usage: null, reason: each.reason.replace(/\d+ s\b/g, '') });
    entry.published = now;
    if (before !== undefined && isDeepStrictEqual(strip(before), strip(now))) return;
    if (before !== undefined && before.phase !== now.phase && now.phase !== 'unknown' && before.phase !== 'unknown')
      records.note(name, now.phase, now.reason);
    if (now.phase === 'healthy' && (before?.phase !== 'healthy' || before.container?.started_at !== now.container?.started_at))
      noteHealthy(entry);
    events.publish('service.changed', now);
  }

  /** What it is like while it is healthy, for Why. */
  function noteHealthy({ service: { name }, container }: Entry): void {
    if (container === undefined) return;
    records.noteHealthy(name, {
      at: new Date().toISOString(),
      imageId: container.imageId,
      config: records.of(name).made,
      secretsDigest: givenSecrets(container, records.of(name)),
      limits: { cpus: container.limits.cpus, memoryBytes: container.limits.memoryBytes, pids: container.limits.pids },
    });
  }

  function changed(name: string): void {
    for (const listener of touchListeners) listener();
    publish(name);
    for (const entry of entries.values())
      if (entry.service.name !== name && entry.published?.state !== 'stopped') publish(entry.service.name);
  }

  return {
    compose: () => compose,
    /** Takes the services of the file; containers of services that are gone from it stay with the engine. */
    setCompose(next: Compose): void {
      compose = next;
      for (const name of [...entries.keys()]) if (next.services[name] === undefined) entries.delete(name);
      for (const service of Object.values(next.services)) {
        const entry = entries.get(service.name);
        if (entry !== undefined) entry.service = service;
        else {
          const since = new Date().toISOString();
          entries.set(service.name, {
            service,
            container: undefined,
            activity: undefined,
            failure: undefined,
            gaveUp: undefined,
            restarts: 0,
            lastStart: null,
            phase: '',
            lastKnown: undefined,
            since,
            published: undefined,
          });
        }
      }
      for (const name of entries.keys()) publish(name);
    },
    setEngine(up: boolean, reason: string): void {
      isEngineUp = up;
      engineReason = reason;
      for (const listener of touchListeners) listener();
      for (const name of entries.keys()) publish(name);
    },
    isEngineUp: () => isEngineUp,
    setContainer(name: string, container: ContainerInfo | undefined): void {
      const entry = entries.get(name);
      if (entry === undefined) return;
      entry.container = container;
      if (container?.status === 'running') entry.failure = undefined;
      changed(name);
    },
    setActivity(name: string, activity: Activity | undefined): void {
      const entry = entries.get(name);
      if (entry === undefined) return;
      entry.activity = activity;
      changed(name);
    },
    setFailure(name: string, failure: Failure | undefined): void {
      const entry = entries.get(name);
      if (entry === undefined) return;
      entry.failure = failure;
      changed(name);
    },
    setSupervision(name: string, { restarts, gaveUp }: { restarts: number; gaveUp: string | undefined }): void {
      const entry = entries.get(name);
      if (entry === undefined) return;
      entry.restarts = restarts;
      entry.gaveUp = gaveUp;
      changed(name);
    },
    setLastStart(name: string, times: StartTimes): void {
      const entry = entries.get(name);
      if (entry !== undefined) entry.lastStart = times;
    },
    setImage(reference: string, id: string | null): void {
      if (images.get(reference) === id) return;
      images.set(reference, id);
      for (const entry of entries.values()) {
        if (entry.service.image !== reference) continue;
        // The image has come: what failed for want of it may be tried again.
        if (id !== null && entry.failure?.isFinal) entry.failure = undefined;
        changed(entry.service.name);
      }
    },
    /** A service whose picture may have changed by something not told here, such as the desired state. */
    refresh: changed,
    container: (name: string) => entries.get(name)?.container,
    containers(): Record<string, ContainerInfo> {
      return Object.fromEntries([...entries].flatMap(([name, { container }]) => (container === undefined ? [] : [[name, container]])));
    },
    nameOf(containerId: string): string | undefined {
      return [...entries.values()].find(({ container }) => container?.id === containerId)?.service.name;
    },
    service: (name: string) => entries.get(name)?.service,
    standing,
    isHealthy(container: ContainerInfo): boolean {
      return container.status === 'running' && healthOf(container, prober.view(container)) === 'healthy';
    },
    isStuck: (name: string) => entries.get(name)?.failure?.isFinal ?? false,
    /** Words of the last failure to make or start it; empty for none. */
    failure: (name: string) => entries.get(name)?.failure?.reason ?? '',
    isUnhealthy(container: ContainerInfo): boolean {
      return container.status === 'running' && healthOf(container, prober.view(container)) === 'unhealthy';
    },
    /** Reason from the container alone, whatever a change is doing with it. */
    ownReason(name: string): string {
      const entry = entries.get(name);
      return entry === undefined ? '' : condition({ ...entry, activity: undefined }).reason;
    },
    read(name: string): Service | undefined {
      const entry = entries.get(name);
      return entry === undefined ? undefined : describe(entry);
    },
    list: (): Service[] => [...entries.values()].map(describe),
    /** Calls whenever anything was learned, also what is not worth announcing. Returns the way to stop. */
    onTouch(listener: () => void): () => void {
      touchListeners.add(listener);
      return () => touchListeners.delete(listener);
    },
  };
}

export type StackBook = ReturnType<typeof createStackBook>;

export function toLimits(limits: ContainerInfo['limits'] | Limits): ServiceLimits {
  return {
    cpus: limits.cpus ?? null,
    memory_bytes: limits.memoryBytes ?? null,
    memory_swap_bytes: limits.memorySwapBytes ?? null,
    memory_reservation_bytes: limits.memoryReservationBytes ?? null,
    pids: limits.pids ?? null,
  };
}

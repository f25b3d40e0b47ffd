import type { ServicePhase, State } from '#contract';
import type { ComposeService } from '../compose-file/index.ts';
import type { ContainerInfo } from '../engine/index.ts';
import type { ProbeView } from '../ready/prober.ts';
import { exitMeaning } from './exit-meaning.ts';

/** What a running change, or the supervisor, says it is doing with a service right now. */
export interface Activity {
  readonly phase: 'waiting' | 'pulling' | 'creating' | 'starting' | 'restarting' | 'stopping';
  readonly reason: string;
}

export interface ServiceFacts {
  readonly service: ComposeService;
  readonly container: ContainerInfo | undefined;
  readonly isDesired: boolean;
  readonly activity: Activity | undefined;
  readonly probe: ProbeView | undefined;
  /** Why the last attempt did not begin or went wrong, where the container itself does not say it. */
  readonly failure: { readonly reason: string; readonly fix: string | undefined } | undefined;
  /** Set when the supervisor has given up. */
  readonly gaveUp: string | undefined;
  readonly usualReadyMs: number | null;
  readonly nowMs: number;
}

export interface ServiceCondition {
  readonly phase: ServicePhase;
  readonly state: State;
  readonly reason: string;
  readonly fix?: string;
}

/** Phase, state and reason of a service from what is known of it. Pure; says only what was measured. */
export function describeService(facts: ServiceFacts): ServiceCondition {
  const { service, container, isDesired, activity, failure } = facts;
  if (activity !== undefined) return { phase: activity.phase, state: 'starting', reason: activity.reason };
  if (container?.status === 'running') return describeRunning(facts, container);
  if (!isDesired) {
    if (container === undefined) return { phase: 'absent', state: 'stopped', reason: 'not started' };
    return { phase: 'stopped', state: 'stopped', reason: describeStop(container) };
  }
  const fix = failure?.fix ?? `Start it: npm run gantry -- start ${service.name}`;
  if (container === undefined)
    return { phase: 'absent', state: 'down', reason: failure?.reason ?? 'it should run and has no container', fix };
  switch (container.status) {
    case 'paused':
      return {
        phase: 'paused',
        state: 'degraded',
        reason: 'it was paused outside Gantry',
        fix: `Go on with: docker unpause ${container.name}`,
      };
    case 'created':
      return {
        phase: 'exited',
        state: 'down',
        reason: failure?.reason ?? (container.error || 'its container was made and never started'),
        fix,
      };
    case 'restarting':
      return { phase: 'restarting', state: 'starting', reason: 'the engine restarts it' };
    default:
      return { phase: 'exited', state: 'down', reason: withSupervision(facts, describeExit(container)), fix: seeWhy(service.name) };
  }
}

function describeRunning(facts: ServiceFacts, container: ContainerInfo): ServiceCondition {
  const { service, probe } = facts;
  const status = healthOf(container, probe);
  if (service.healthcheck === undefined)
    return { phase: 'running', state: 'unknown', reason: 'it runs; it has no health check, so more is not known' };
  if (status === 'healthy') return { phase: 'healthy', state: 'ok', reason: 'healthy' };
  const last = lastOutput(container, probe);
  if (status === 'unhealthy') {
    return {
      phase: 'unhealthy',
      state: 'down',
      reason: withSupervision(facts, `its health check fails${last === '' ? '' : `: ${last}`}`),
      fix: seeWhy(service.name),
    };
  }
  const seconds = Math.round((facts.nowMs - Date.parse(container.startedAt ?? container.createdAt)) / 1000);
  const usual = facts.usualReadyMs === null ? '' : ` (usual ${Math.max(1, Math.round(facts.usualReadyMs / 1000))} s)`;
  return { phase: 'initialising', state: 'starting', reason: `not healthy yet, ${seconds} s${usual}${last === '' ? '' : ` — ${last}`}` };
}

/**
 * Health of a running container. While the engine still says "starting" Gantry's own probe of this run counts, which
 * asks the same question sooner and more often.
 */
export function healthOf(container: ContainerInfo, probe: ProbeView | undefined): 'starting' | 'healthy' | 'unhealthy' {
  const engineSays = container.health?.status;
  if (engineSays === 'healthy' || engineSays === 'unhealthy') {
    // Podman keeps the state of the last run; a probe of this run knows better.
    return probe !== undefined && probe.status !== 'starting' && container.health?.log.length === 0 ? probe.status : engineSays;
  }
  return probe?.status ?? 'starting';
}

function lastOutput(container: ContainerInfo, probe: ProbeView | undefined): string {
  const own = probe?.probes.at(-1);
  const engines = container.health?.log.at(-1);
  const isOwnNewer = own !== undefined && (engines === undefined || Date.parse(own.at) > Date.parse(engines.startedAt));
  const output = (isOwnNewer ? own.output : engines?.output) ?? '';
  return output.trim().split('\n').at(-1)?.slice(0, 160) ?? '';
}

export function describeExit(container: ContainerInfo): string {
  if (container.error !== '') return container.error.replace(/\s+/g, ' ').slice(0, 400);
  const code = container.exitCode ?? 0;
  return `it ended with exit code ${code}: ${exitMeaning(code, container.isOutOfMemory)}`;
}

function describeStop(container: ContainerInfo): string {
  return container.finishedAt === undefined ? 'not started' : 'stopped';
}

function withSupervision({ gaveUp }: ServiceFacts, reason: string): string {
  return gaveUp === undefined ? reason : `${reason}; ${gaveUp}`;
}

function seeWhy(name: string): string {
  return `See why with: npm run gantry -- why ${name}`;
}

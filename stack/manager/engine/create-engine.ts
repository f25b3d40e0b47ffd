import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type Docker from 'dockerode';
import { type EngineInfo, GantryError } from '#contract';
import type { Log } from '#platform/log';
import type { Engine, EngineEvent } from './engine.ts';
import { createContainerCalls } from './engine-containers.ts';
import { listEnginePlaces, type PlaceOptions } from './engine-places.ts';
import { createResourceCalls } from './engine-resources.ts';
import { findEngine, noEngine } from './find-engine.ts';
import { jsonLines } from './json-lines.ts';

export interface EngineOptions extends Omit<PlaceOptions, 'platform' | 'userId'> {
  readonly log: Log;
}

const firstRetryMs = 500;
const longestRetryMs = 15_000;

interface RawEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  timeNano?: number;
  time?: number;
}

/** Finds the container engine, keeps its event stream open, and looks again whenever it goes. Nothing runs before `connect`. */
export function createEngine({ log, ...options }: EngineOptions): Engine {
  const listeners = new Set<(info: EngineInfo) => void>();
  const eventListeners = new Set<(event: EngineEvent) => void>();
  let docker: Docker | undefined;
  let stream: Readable | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let connecting: Promise<EngineInfo> | undefined;
  let retryMs = firstRetryMs;
  let info: EngineInfo = { ...noEngine([], 'looking for a container engine', ''), state: 'starting' };
  delete info.fix;

  const connection = () => {
    if (docker === undefined) throw new GantryError('engine_unavailable', { message: info.reason, ...(info.fix ? { fix: info.fix } : {}) });
    return docker;
  };

  function setInfo(next: EngineInfo): void {
    if (isDeepStrictEqual(info, next)) return;
    info = next;
    log.info({ state: info.state, kind: info.kind, socket: info.socket, reason: info.reason }, 'container engine');
    for (const listener of listeners) listener(info);
  }

  async function look(): Promise<EngineInfo> {
    clearTimeout(retryTimer);
    const places = await listEnginePlaces({ ...options, platform: process.platform, userId: process.getuid?.() });
    const found = await findEngine(places);
    if (isClosed) return info;
    if ('docker' in found) {
      try {
        await follow(found.docker);
        docker = found.docker;
        retryMs = firstRetryMs;
        setInfo(found.info);
        return info;
      } catch (error) {
        log.warn({ err: error }, 'event stream of the engine');
      }
    } else {
      docker = undefined;
      setInfo(found.info);
    }
    if (places.length > 0) lookAgain();
    return info;
  }

  function connect(): Promise<EngineInfo> {
    connecting ??= look().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  function lookAgain(): void {
    if (isClosed) return;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void connect(), retryMs);
    retryTimer.unref();
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }

  async function follow(connected: Docker): Promise<void> {
    const opened = (await connected.getEvents({})) as Readable;
    stream = opened;
    void (async () => {
      try {
        for await (const raw of jsonLines<RawEvent>(opened as AsyncIterable<Buffer>)) {
          const event = toEvent(raw);
          if (event !== undefined) for (const listener of eventListeners) listener(event);
        }
      } catch (error) {
        log.debug({ err: error }, 'event stream of the engine ended');
      }
      if (isClosed || stream !== opened) return;
      docker = undefined;
      setInfo({
        ...info,
        state: 'down',
        reason: 'The container engine went away; it is being looked for.',
        fix: info.kind === 'podman' ? 'Start it: systemctl --user start podman.socket' : 'Start it: sudo systemctl start docker',
      });
      lookAgain();
    })();
  }

  return {
    info: () => info,
    connect,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    runsHealthchecks: () => info.kind === 'docker',
    ...createContainerCalls(connection, () => info.can_limit_swap !== false),
    ...createResourceCalls(connection),
    close() {
      isClosed = true;
      clearTimeout(retryTimer);
      stream?.destroy();
      docker = undefined;
      listeners.clear();
      eventListeners.clear();
    },
  };
}

const kinds: ReadonlySet<string> = new Set(['container', 'image', 'network', 'volume']);

/** Docker says `health_status: healthy` as the action; Podman puts the result into an attribute. */
function toEvent({ Type, Action, Actor, timeNano, time }: RawEvent): EngineEvent | undefined {
  if (Type === undefined || !kinds.has(Type)) return undefined;
  return {
    kind: Type as EngineEvent['kind'],
    action: (Action ?? '').split(':')[0] ?? '',
    id: Actor?.ID ?? '',
    attributes: Actor?.Attributes ?? {},
    atMs: timeNano === undefined ? (time ?? 0) * 1000 : timeNano / 1e6,
  };
}

import type { Log } from '#platform/log';
import type { Compose } from '../compose-file/index.ts';
import { composeLabels } from '../compose-labels.ts';
import type { ContainerInfo, Engine, EngineEvent } from '../engine/index.ts';
import type { Prober } from '../ready/prober.ts';
import type { StackBook } from './stack-book.ts';

export interface WatchOptions {
  readonly engine: Engine;
  readonly book: StackBook;
  readonly prober: Prober;
  readonly log: Log;
  compose(): Compose | undefined;
  /** After everything was read again, because the engine came (back). */
  onListed(): void;
  /** A container of ours was stopped or removed, whoever did it. */
  onStopped(name: string, action: 'stop' | 'destroy'): void;
}

/** Actions after which a container is looked at again. `exec_*` come with every health check and say nothing of state. */
const telling: ReadonlySet<string> = new Set([
  'create',
  'start',
  'die',
  'died',
  'stop',
  'kill',
  'oom',
  'pause',
  'unpause',
  'restart',
  'rename',
  'update',
  'health_status',
  'destroy',
  'remove',
]);

/** Keeps the book true by the engine's events: read everything once, then only what an event names. */
export function watchEngine({ engine, book, prober, log, compose, onListed, onStopped }: WatchOptions) {
  const pending = new Map<string, Promise<void>>();

  function take(container: ContainerInfo): void {
    const project = compose();
    const name = container.labels[composeLabels.service];
    if (project === undefined || name === undefined || container.labels[composeLabels.project] !== project.project) return;
    if (container.labels[composeLabels.oneoff]?.toLowerCase() === 'true') return;
    const known = book.container(name);
    // While a container is made anew two bear the same service; the newer one counts.
    if (known !== undefined && known.id !== container.id && Date.parse(known.createdAt) > Date.parse(container.createdAt)) return;
    if (container.status === 'running' && container.health?.status !== 'healthy' && container.health?.status !== 'unhealthy')
      prober.watch(container, book.service(name)?.healthcheck);
    else if (engine.runsHealthchecks() || container.status !== 'running') prober.unwatch(container.id);
    else prober.watch(container, book.service(name)?.healthcheck);
    book.setContainer(name, container);
  }

  async function look(id: string): Promise<void> {
    const container = await engine.inspectContainer(id);
    if (container !== undefined) {
      take(container);
      return;
    }
    const name = book.nameOf(id);
    prober.unwatch(id);
    if (name !== undefined) book.setContainer(name, undefined);
  }

  /** Looks once more after a look that is under way, so that the last word is the newest. */
  function lookSoon(id: string): Promise<void> {
    const after = (pending.get(id) ?? Promise.resolve())
      .then(() => look(id))
      .catch((error: unknown) => log.debug({ err: error }, 'container not looked at'));
    const entry = after.finally(() => {
      if (pending.get(id) === entry) pending.delete(id);
    });
    pending.set(id, entry);
    return entry;
  }

  function onEvent(event: EngineEvent): void {
    if (event.kind === 'image') void lookAtImages();
    if (event.kind !== 'container' || !telling.has(event.action)) return;
    const project = event.attributes[composeLabels.project];
    if (project !== compose()?.project) return;
    void lookSoon(event.id);
    const name = event.attributes[composeLabels.service];
    if (name === undefined || (book.container(name)?.id ?? event.id) !== event.id) return;
    // Podman does not always announce a stop. What ended by SIGTERM was asked to end, and not by Gantry when this counts.
    const wasAsked = event.action === 'die' && event.attributes.exitCode === '143';
    if (event.action === 'stop' || wasAsked) onStopped(name, 'stop');
    if (event.action === 'destroy' || event.action === 'remove') onStopped(name, 'destroy');
  }

  async function lookAtImages(): Promise<void> {
    const references = new Set(Object.values(compose()?.services ?? {}).map(({ image }) => image));
    for (const reference of references) {
      const image = await engine.imageId(reference).catch(() => undefined);
      book.setImage(reference, image?.id ?? null);
    }
  }

  async function listAll(): Promise<void> {
    const project = compose();
    if (project === undefined) return;
    const containers = await engine.listContainers({ [composeLabels.project]: project.project });
    const seen = new Set<string>();
    for (const container of containers.sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt))) {
      take(container);
      seen.add(container.labels[composeLabels.service] ?? '');
    }
    for (const name of Object.keys(project.services)) if (!seen.has(name)) book.setContainer(name, undefined);
    await lookAtImages();
  }

  const stopEvents = engine.onEvent(onEvent);
  const stopChanges = engine.onChange((info) => {
    if (info.state === 'ok') void refresh();
    else {
      prober.close();
      book.setEngine(false, info.reason);
    }
  });

  async function refresh(): Promise<void> {
    try {
      await listAll();
      book.setEngine(true, '');
      onListed();
    } catch (error) {
      log.warn({ err: error }, 'containers not listed');
    }
  }

  return {
    /** Reads everything again. */
    refresh,
    lookAt: lookSoon,
    lookAtImages,
    close(): void {
      stopEvents();
      stopChanges();
    },
  };
}

export type EngineWatch = ReturnType<typeof watchEngine>;

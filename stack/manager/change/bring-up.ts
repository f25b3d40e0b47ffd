import { GantryError, type StartTimes } from '#contract';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import { composeLabels, containerName } from '../compose-labels.ts';
import { containerSpec } from '../container-spec.ts';
import type { ContainerInfo } from '../engine/index.ts';
import { canonicalService } from '../plan/canonical-service.ts';
import { type Actual, decideUp } from '../plan/plan-up.ts';
import type { Activity } from '../state/describe-service.ts';
import type { ChangeTools } from './change-tools.ts';
import { waitReady } from './wait-ready.ts';

export interface BringUpOptions {
  readonly compose: Compose;
  readonly signal: AbortSignal;
  readonly recreate: boolean;
  /** Gateway address of the stack's network, for `host-gateway`. */
  readonly gateway: string | undefined;
  /** Waits until the image of the service is here. */
  imageReady(): Promise<void>;
}

/** Failures a restart meets again. */
const final: ReadonlySet<string> = new Set(['image_missing', 'image_unreachable', 'compose_invalid']);

export interface BroughtUp {
  readonly action: ReturnType<typeof decideUp>['action'];
  readonly times: StartTimes;
}

/**
 * Makes one service run as the file says and waits until it is healthy. Does only what is needed; a container that is
 * made anew replaces the old one when it has started, and leaves it in place when it cannot be.
 * @throws GantryError `service_failed`, `engine_refused`, `engine_unavailable`, `image_missing`
 */
export async function bringUp(tools: ChangeTools, service: ComposeService, options: BringUpOptions): Promise<BroughtUp> {
  const { book, engine, locks, records } = tools;
  const { name } = service;
  return locks.run(name, async () => {
    options.signal.throwIfAborted();
    const times: StartTimes = { waited_ms: 0, pulled_ms: 0, created_ms: 0, started_ms: 0, ready_ms: 0 };
    const act = (activity: Activity | undefined) => book.setActivity(name, activity);
    book.setFailure(name, undefined);
    try {
      const isHere = book.read(name)?.image.is_present === true;
      act(
        isHere ? { phase: 'creating', reason: 'is being prepared' } : { phase: 'pulling', reason: `waits for the image ${service.image}` },
      );
      times.pulled_ms = await timed(() => options.imageReady());
      options.signal.throwIfAborted();
      const container = await settle(tools, options.compose, service);
      const actual = await actualOf(tools, options.compose, service);
      const { action, reason } = decideUp(service, container, { actual, options });
      const startedAt = performance.now();
      if (action === 'create' || container === undefined) {
        act({ phase: 'creating', reason: 'its container is being made' });
        let id = '';
        times.created_ms = await timed(async () => {
          id = await create(tools, service, { ...options, name: containerName(options.compose, service) });
        });
        act({ phase: 'starting', reason: 'its container is being started' });
        times.started_ms = await timed(() => engine.startContainer(id));
        await tools.watch.lookAt(id);
      } else if (action === 'recreate') {
        act({ phase: 'creating', reason: `is made anew: ${reason}` });
        times.created_ms = await timed(() => replace(tools, service, { ...options, old: container }));
      } else if (action === 'restart') {
        act({ phase: 'restarting', reason: `is restarted: ${reason}` });
        times.started_ms = await timed(async () => {
          await engine.stopContainer(container.id, service.stopGraceMs);
          await engine.startContainer(container.id);
        });
        await tools.watch.lookAt(container.id);
      } else if (action === 'start') {
        act({ phase: 'starting', reason: `is started: ${reason}` });
        times.started_ms = await timed(() => engine.startContainer(container.id));
        await tools.watch.lookAt(container.id);
      } else if (action === 'update') {
        await engine.updateLimits(container.id, onlyGiven(service.limits));
        await tools.watch.lookAt(container.id);
      }
      act(undefined);
      const runningAt = performance.now();
      if (action !== 'keep') await waitReady(book, service, { signal: options.signal, timeoutMs: tools.config.readyTimeoutMs });
      times.ready_ms = Math.round(performance.now() - runningAt);
      if (action !== 'keep' && action !== 'wait' && action !== 'update') {
        records.noteReady(name, times.ready_ms);
        tools.log.info({ service: name, action, totalMs: Math.round(performance.now() - startedAt), times }, 'service is up');
      }
      return { action, times };
    } catch (error) {
      if (error instanceof GantryError && error.code !== 'cancelled' && error.code !== 'draining')
        book.setFailure(name, { reason: error.message, fix: error.fix, isFinal: final.has(error.code) });
      throw error;
    } finally {
      act(undefined);
    }
  });
}

/** What is at the engine for this service, when an earlier run was cut off in the middle too: one container under the right name. */
async function settle({ engine, watch, book }: ChangeTools, compose: Compose, service: ComposeService): Promise<ContainerInfo | undefined> {
  const found = await engine.listContainers({ [composeLabels.project]: compose.project, [composeLabels.service]: service.name });
  const all = found.filter(({ labels }) => labels[composeLabels.oneoff]?.toLowerCase() !== 'true');
  const kept =
    all.find(({ status }) => status === 'running') ?? all.sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0];
  for (const extra of all) if (extra.id !== kept?.id) await engine.removeContainer(extra.id);
  if (kept === undefined) {
    book.setContainer(service.name, undefined);
    return undefined;
  }
  if (kept.name !== containerName(compose, service)) await engine.renameContainer(kept.id, containerName(compose, service));
  await watch.lookAt(kept.id);
  return book.container(service.name) ?? kept;
}

async function actualOf({ engine, book, records, secrets }: ChangeTools, compose: Compose, service: ComposeService): Promise<Actual> {
  const image = await engine.imageId(service.image);
  book.setImage(service.image, image?.id ?? null);
  if (image === undefined) {
    throw new GantryError('image_missing', {
      message: `The image ${service.image} of ${service.name} is not on this computer.`,
      field: service.name,
      fix: `Pull it with: npm run gantry -- pull ${service.name}`,
    });
  }
  return {
    containers: book.containers(),
    isHealthy: (container) => book.isHealthy(container),
    networks: new Set(),
    volumes: new Set(),
    images: { [service.image]: image.id },
    made: { [service.name]: records.of(service.name).made },
    secretDigests: { [service.name]: secrets.digest(compose, service) },
    givenDigests: { [service.name]: secrets.given(service.name) },
  };
}

async function create(
  { engine, records, secrets }: ChangeTools,
  service: ComposeService,
  { compose, gateway, name }: Pick<BringUpOptions, 'compose' | 'gateway'> & { name: string },
): Promise<string> {
  const spec = containerSpec(compose, service, { secretsDigest: secrets.digest(compose, service), gateway });
  const id = await engine.createContainer({ ...spec, name });
  records.noteMade(service.name, canonicalService(service));
  return id;
}

/** The new container is made beside the old one and takes its place; where it cannot start, the old one runs again. */
async function replace(tools: ChangeTools, service: ComposeService, options: BringUpOptions & { old: ContainerInfo }): Promise<void> {
  const { engine, watch } = tools;
  const { old } = options;
  const name = containerName(options.compose, service);
  const made = tools.records.of(service.name).made;
  const id = await create(tools, service, { ...options, name: `${old.id.slice(0, 12)}_${name}` });
  const wasRunning = old.status === 'running';
  if (wasRunning) await engine.stopContainer(old.id, service.stopGraceMs);
  try {
    await engine.startContainer(id);
  } catch (error) {
    await engine.removeContainer(id);
    if (made !== undefined) tools.records.noteMade(service.name, made);
    if (wasRunning) await engine.startContainer(old.id);
    await watch.lookAt(old.id);
    throw error;
  }
  await engine.removeContainer(old.id);
  await engine.renameContainer(id, name);
  await watch.lookAt(id);
}

function onlyGiven({ cpus, memoryBytes, memorySwapBytes, memoryReservationBytes, pids }: ComposeService['limits']) {
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(memorySwapBytes === undefined ? {} : { memorySwapBytes }),
    ...(memoryReservationBytes === undefined ? {} : { memoryReservationBytes }),
    ...(pids === undefined ? {} : { pids }),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}

import { dirname, join } from 'node:path';
import { type Config, GantryError, type Routes, type State } from '#contract';
import type { ConfigDocument } from '#platform/config';
import type { SecretStore } from '#platform/credentials';
import type { Events } from '#platform/events';
import { makePrivateFolder } from '#platform/files';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { PartDeclaration } from '#platform/parts';
import type { Paths } from '#platform/paths';
import { followTask, type Tasks } from '#platform/tasks';
import { createChangeTask } from './change/change-task.ts';
import type { ChangeTools } from './change/change-tools.ts';
import { createServiceLocks } from './change/service-locks.ts';
import { up } from './change/up.ts';
import { composeFileReadable } from './checks/compose-file-readable.ts';
import { engineAnswers } from './checks/engine-answers.ts';
import { servicesWell } from './checks/services-well.ts';
import type { Compose } from './compose-file/index.ts';
import { createCredentials } from './credentials/create-credentials.ts';
import { stackCredentials } from './credentials/known-credentials.ts';
import type { ApiToken } from './credentials/rotation.ts';
import { createEngine } from './engine/index.ts';
import type { ChangeVariables } from './files/change-variables.ts';
import { createImagePins } from './files/image-pins.ts';
import { createStackFiles } from './files/stack-files.ts';
import { createStackSecrets } from './files/stack-secrets.ts';
import { isMounted } from './mounted-secrets.ts';
import { createObservation } from './observation.ts';
import { createPullRecord } from './pull/pull-record.ts';
import { createPullTask } from './pull/pull-task.ts';
import { createProber } from './ready/prober.ts';
import { createStackRoutes } from './routes/stack-routes.ts';
import { createStackSetup, type StackSetup } from './setup/stack-setup.ts';
import { createDesired } from './state/desired.ts';
import { createServiceRecords } from './state/service-record.ts';
import { reachedAt } from './state/service-url.ts';
import { createStackBook } from './state/stack-book.ts';
import { watchEngine } from './state/watch-engine.ts';
import { createSupervisor, type Supervisor } from './supervise/supervisor.ts';
import { createVariablesDocument } from './variables/create-variables-document.ts';

export interface StackOptions {
  readonly config: Config['stack'];
  readonly environment: string;
  readonly paths: Paths;
  readonly log: Log;
  readonly events: Events;
  readonly tasks: Tasks;
  readonly metrics: Metrics;
  /** Where the secrets are kept; open before the stack starts. */
  readonly store: SecretStore;
  readonly apiToken: ApiToken;
  /** DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, CONTAINER_HOST, XDG_RUNTIME_DIR, HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Port of the local API. */
  apiPort(): number;
  /** Writes variables of `stack.env`; undefined takes one out. */
  changeVariables: ChangeVariables;
  /** Opens the local API on the gateway address of the stack's network; undefined closes it. */
  listenForStack(address: string | undefined): Promise<{ url: string | null; reason: string }>;
}

/** A service of the stack as another room may use it. */
export interface StackAddress {
  readonly host: string;
  readonly port: number;
  /** Reads the secret the service was given, by its name in the compose file. */
  secret(name: string): Promise<string | undefined>;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Stack {
  readonly part: PartDeclaration;
  readonly routes: Routes;
  readonly setup: StackSetup;
  /** `stack.env` as a document of the configuration. */
  readonly variables: ConfigDocument;
  /** Where a healthy service is reached from this computer. @throws GantryError `not_ready` naming why it is not */
  address(service: string, containerPort: number): Promise<StackAddress>;
  /** How each service that should run stands, as it is known now. */
  standings(): Record<string, { state: State; reason: string }>;
  /**
   * Makes these services have what the files say now, with what they need, and waits until each is healthy.
   * @throws GantryError naming the one that is not; what `signal` carries
   */
  renew(services: readonly string[], cause: string, signal: AbortSignal): Promise<void>;
  /** Whether a container that runs is given that secret. Where the compose file cannot be read nobody knows, and it is taken to be. */
  mountsSecret(name: string): boolean;
}

/** The stack manager. Nothing runs before its part is started; containers go on running when it stops. */
export function createStack(options: StackOptions): Stack {
  const { config, environment, paths, log, events, tasks, store } = options;
  const folder = join(paths.state, 'stack');
  const engine = createEngine({ log, engine: config.engine, socket: config.socket, env: options.env });
  const files = createStackFiles({
    paths,
    environment,
    file: config.file,
    project: config.project,
    secretsFolder: () => store.folder(),
    apiPort: options.apiPort,
  });
  const desired = createDesired({ file: join(folder, 'desired.json'), log });
  const records = createServiceRecords({ folder: join(folder, 'services'), log });
  const secrets = createStackSecrets({ store, keyFile: join(folder, 'digest-key'), records, book: () => book });
  const locks = createServiceLocks();
  const prober = createProber({
    engine,
    onProbe(containerId) {
      const name = book.nameOf(containerId);
      if (name !== undefined) book.refresh(name);
    },
  });
  let compose: Compose | undefined;
  let problem: GantryError | undefined;
  let gateway: { url: string | null; reason: string } = { url: null, reason: 'closed: the stack does not run' };

  const book = createStackBook({
    events,
    desired,
    records,
    prober,
    usage: (name) => observation.usage(name),
    secretsDigest: (name) => digestOf(name),
  });

  function digestOf(name: string): string {
    const service = compose?.services[name];
    return compose === undefined || service === undefined ? '' : secrets.digest(compose, service);
  }

  async function loadCompose(): Promise<Compose> {
    try {
      const next = await files.load();
      problem = undefined;
      if (next !== compose) {
        compose = next;
        await records.open(Object.keys(next.services));
        book.setCompose(next);
      }
      return next;
    } catch (error) {
      problem = error instanceof GantryError ? error : new GantryError('compose_invalid', { cause: error });
      throw problem;
    }
  }

  const watch = watchEngine({
    engine,
    book,
    prober,
    log,
    compose: () => compose,
    onListed: () => void settle(),
    onStopped: (name, action) => supervisor.noteStopped(name, action),
  });
  const pins = createImagePins(join(dirname(files.envFile), 'images.lock'));
  const pullRecord = createPullRecord({ file: join(folder, 'pulls.json'), log });
  const tools: ChangeTools = { engine, book, desired, records, watch, locks, secrets, pins, pullRecord, config, log, loadCompose };
  const changes = createChangeTask({ tools, tasks, supervisor: () => supervisor, onChanged: (changed) => openGateway(changed) });
  const supervisor: Supervisor = createSupervisor({
    tools,
    events,
    isChanging: () => changes.isRunning(),
    async start(service, signal) {
      const current = await loadCompose();
      await up(tools, {
        compose: current,
        services: [current.services[service.name] ?? service],
        pull: 'never',
        recreate: false,
        signal,
        progress: () => undefined,
      });
      for (const other of Object.values(current.services)) {
        const mustRestart = other.dependsOn.some((dependency) => dependency.service === service.name && dependency.restart);
        if (mustRestart && desired.isRunning(other.name) && book.container(other.name)?.status === 'running')
          await changes.start({ verb: 'restart', profiles: [], services: [other.name] }, `${service.name} was restarted`);
      }
    },
  });
  const credentials = createCredentials({
    tools,
    store,
    apiToken: options.apiToken,
    tasks,
    events,
    folder: paths.config,
    supervisor: () => supervisor,
  });
  const pulls = createPullTask(tools, tasks);
  const observation = createObservation({ engine, book, events, log, metrics: options.metrics, apiPort: options.apiPort });

  /** The engine came (back): what should run and does not is started again, in order, by a visible task. */
  async function settle(): Promise<void> {
    credentials.onListed();
    if (compose !== undefined) await openGateway(compose);
    const missing = desired.list().filter((name) => {
      const status = book.container(name)?.status;
      return compose?.services[name] !== undefined && status !== 'running' && status !== 'paused';
    });
    if (
      missing.length === 0 ||
      tasks.list({ kind: 'stack-change', limit: 10 }).some(({ state }) => state === 'running' || state === 'queued')
    ) {
      supervisor.look();
      return;
    }
    await changes
      .start(
        { verb: 'up', profiles: [], services: missing, pull: 'never' },
        'these services should run and did not when the engine was reached',
      )
      .catch((error: unknown) => log.warn({ err: error }, 'stack not settled'));
  }

  async function openGateway(current: Compose): Promise<void> {
    const runs = Object.values(book.containers()).some(({ status }) => status === 'running');
    const key = Object.values(current.services)[0]?.networks[0]?.name ?? 'default';
    const name = current.networks[key]?.name;
    const network = runs && name !== undefined ? await engine.inspectNetwork(name).catch(() => undefined) : undefined;
    gateway = await options.listenForStack(network?.gateway);
  }

  return {
    part: {
      name: 'stack',
      title: 'Container stack',
      dependsOn: ['api'],
      isEssential: false,
      onTouch: (listener) => void book.onTouch(listener),
      async start(report) {
        await makePrivateFolder(folder);
        await files.writeTargets();
        await secrets.open();
        await desired.open();
        report('reading the compose file');
        await loadCompose().catch(() => undefined);
        report('looking for a container engine');
        const info = await engine.connect();
        if (info.state !== 'ok') book.setEngine(false, info.reason);
      },
      async stop() {
        await supervisor.close();
        observation.close();
        watch.close();
        prober.close();
        engine.close();
        await records.close();
        await desired.close();
        await options.listenForStack(undefined);
      },
      checks: [engineAnswers(engine, () => desired.list().length), composeFileReadable(loadCompose), servicesWell(book)],
    },
    routes: {
      ...credentials.routes,
      ...createStackRoutes({
        tools,
        changes,
        pulls,
        files,
        changeVariables: options.changeVariables,
        observation,
        prober,
        tasks,
        environment,
        env: options.env,
        apiPort: options.apiPort,
        problem: () => problem,
        gateway: () => gateway,
      }),
    },
    standings: () =>
      Object.fromEntries(
        book
          .list()
          .filter(({ desired: wanted }) => wanted === 'running')
          .map(({ name, state, reason }) => [name, { state, reason }]),
      ),
    async renew(services, cause, signal) {
      const task = await changes.start({ verb: 'up', profiles: [], services: [...services] }, cause);
      await followTask(task, { tasks, events, signal });
    },
    setup: createStackSetup({ tools, ports: observation.ports, changes, pulls }),
    variables: createVariablesDocument({ files, engine, containers: () => book.containers() }),
    async address(name, containerPort) {
      const current = await loadCompose();
      const service = current.services[name];
      if (service === undefined)
        throw new GantryError('service_unknown', { message: `The compose file has no service ${name}.`, field: 'service' });
      const { state, reason, fix } = book.standing(name);
      if (state !== 'ok')
        throw new GantryError('not_ready', {
          message: `${name} of the stack is not healthy: ${reason}.`,
          fix: fix ?? `Start it with: npm run gantry -- start ${name}`,
        });
      const port = service.ports.find((each) => each.containerPort === containerPort);
      if (port === undefined)
        throw new GantryError('not_ready', { message: `${name} does not publish port ${containerPort} on this computer.` });
      return {
        host: reachedAt(port.hostAddress),
        port: port.hostPort,
        environment: service.environment,
        secret: (secret) => secrets.read(secret),
      };
    },
    mountsSecret: (name) => compose === undefined || isMounted(name, stackCredentials(compose, store.folder()), book.containers()),
  };
}

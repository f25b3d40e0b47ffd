import { GantryError, type ParsedInput, type Routes, type Stack, type Task } from '#contract';
import type { Tasks } from '#platform/tasks';
import type { ChangeTask } from '../change/change-task.ts';
import type { ChangeTools } from '../change/change-tools.ts';
import { usualProfile } from '../change/select-services.ts';
import { worstOf } from '../checks/services-well.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { ChangeVariables } from '../files/change-variables.ts';
import type { StackFiles } from '../files/stack-files.ts';
import type { Observation } from '../observation.ts';
import { dependentsOf } from '../plan/graph.ts';
import { makePlan } from '../plan/make-plan.ts';
import { createPinTask } from '../pull/pin-task.ts';
import type { PullTask } from '../pull/pull-task.ts';
import type { Prober } from '../ready/prober.ts';
import { createWhy } from '../why/why.ts';
import { describeConfig } from './describe-config.ts';
import { createLimitRoutes } from './limit-routes.ts';
import { createPortRoutes } from './port-routes.ts';

export interface StackRouteOptions {
  readonly tools: ChangeTools;
  readonly changes: ChangeTask;
  readonly pulls: PullTask;
  readonly files: StackFiles;
  readonly changeVariables: ChangeVariables;
  readonly observation: Observation;
  readonly prober: Prober;
  readonly tasks: Tasks;
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  apiPort(): number;
  problem(): GantryError | undefined;
  gateway(): { url: string | null; reason: string };
}

/** Handlers of the operations of the stack. */
export function createStackRoutes(options: StackRouteOptions): Routes {
  const { tools, changes, pulls, observation, tasks } = options;
  const { book, engine } = tools;
  const pins = createPinTask(tools, tasks);
  const why = createWhy({
    engine,
    book,
    prober: options.prober,
    records: tools.records,
    readLines: (name, most) => observation.lines(name, most),
    takenPorts: async (service) => observation.ports.taken(await tools.loadCompose(), [service]),
    secretsDigest: (service) => {
      const compose = book.compose();
      return compose === undefined ? '' : tools.secrets.digest(compose, service);
    },
  });

  /** The file as it is now; where it has a mistake, the one last read serves for looking. */
  async function lastCompose(): Promise<Compose | undefined> {
    return tools.loadCompose().catch(() => book.compose());
  }

  async function find(name: string): Promise<{ compose: Compose; service: ComposeService }> {
    const compose = await tools.loadCompose();
    const service = compose.services[name];
    if (service === undefined)
      throw new GantryError('service_unknown', { message: `The compose file has no service ${name}.`, field: 'name' });
    return { compose, service };
  }

  function expectEngine(): void {
    const { state, reason, fix } = engine.info();
    if (state !== 'ok') throw new GantryError('engine_unavailable', { message: reason, ...(fix === undefined ? {} : { fix }) });
  }

  async function change(name: string, verb: 'up' | 'down' | 'restart', caller: string): Promise<Task> {
    await find(name);
    expectEngine();
    return changes.start({ verb, profiles: [], services: [name], remove: false }, `asked for by ${caller}`);
  }

  const plan = async (request: ParsedInput<'stack.plan'>) => {
    expectEngine();
    return makePlan(tools, observation.ports, { compose: await tools.loadCompose(), request });
  };

  return {
    ...createLimitRoutes({
      tools,
      observation,
      files: options.files,
      changeVariables: options.changeVariables,
      env: options.env,
      find,
    }),
    ...createPortRoutes({ tools, ports: observation.ports, changeVariables: options.changeVariables, changes, find }),
    'stack.read': async () => describeStack(await lastCompose(), options),
    'stack.plan': plan,
    async 'stack.up'(input, { caller }) {
      expectEngine();
      // What is wrong with the names is said now, not by a task that fails.
      await plan({ verb: 'up', remove: true, volumes: [], profiles: input.profiles, services: input.services, recreate: input.recreate });
      return changes.start({ verb: 'up', ...input }, `asked for by ${caller}`);
    },
    async 'stack.down'(input, { caller }) {
      expectEngine();
      const compose = await tools.loadCompose();
      const unknown = input.volumes.find((key) => compose.volumes[key] === undefined);
      if (unknown !== undefined)
        throw new GantryError('volume_unknown', {
          message: `The compose file has no volume ${unknown}.`,
          field: 'volumes',
          fix: `Volumes are: ${Object.keys(compose.volumes).join(', ')}.`,
        });
      await plan({ verb: 'down', recreate: false, ...input });
      return changes.start({ verb: 'down', ...input }, `asked for by ${caller}`);
    },
    'stack.start-service': ({ name }, { caller }) => change(name, 'up', caller),
    'stack.stop-service': ({ name }, { caller }) => change(name, 'down', caller),
    'stack.restart-service': ({ name }, { caller }) => change(name, 'restart', caller),
    async 'stack.read-service'({ name }) {
      const { compose, service } = await find(name);
      const described = book.read(name);
      if (described === undefined) throw new GantryError('service_unknown');
      return {
        service: described,
        config: describeConfig(compose, service),
        place: `${service.place.file}:${service.place.line}`,
        needed_by: dependentsOf(compose, name).map((each) => each.name),
      };
    },
    async 'stack.why'({ name }) {
      const { compose, service } = await find(name);
      return why.read(compose, service);
    },
    async 'stack.logs'(input, { signal }) {
      expectEngine();
      const compose = await tools.loadCompose();
      const names = input.services
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      const unknown = names.find((name) => compose.services[name] === undefined);
      if (unknown !== undefined)
        throw new GantryError('service_unknown', { message: `The compose file has no service ${unknown}.`, field: 'services' });
      return observation.readLogs({ ...input, services: names }, signal);
    },
    async 'stack.stats'({ service, seconds }) {
      if (service !== undefined) await find(service);
      return observation.history(seconds, service);
    },
    async 'stack.exec'({ name, command, stdin, timeout_seconds: seconds }, { signal, caller }) {
      await find(name);
      expectEngine();
      const container = book.container(name);
      if (container?.status !== 'running')
        throw new GantryError('conflict', {
          message: `${name} does not run, so nothing can be run in it.`,
          field: 'name',
          fix: `Start it with: npm run gantry -- start ${name}`,
        });
      // The arguments may hold what is not for the log; that something was run is said there.
      tools.log.info({ service: name, caller, program: command[0] }, 'command run in a container');
      const result = await engine.exec(container.id, {
        command,
        timeoutMs: seconds * 1000,
        signal,
        ...(stdin === undefined ? {} : { stdin }),
      });
      return { exit_code: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr, is_cut: result.isCut };
    },
    async 'stack.pull'(input, { caller }) {
      expectEngine();
      return pulls.start(await tools.loadCompose(), input, `asked for by ${caller}`);
    },
    async 'stack.pin'(_input, { caller }) {
      expectEngine();
      await tools.loadCompose();
      return pins.start(`asked for by ${caller}`);
    },
  };
}

async function describeStack(
  compose: Compose | undefined,
  { tools, changes, files, environment, problem, gateway }: StackRouteOptions,
): Promise<Stack> {
  const services = tools.book.list();
  const wanted = services.filter(({ desired }) => desired === 'running');
  const well = wanted.filter(({ state }) => state === 'ok');
  const info = tools.engine.info();
  const worst = worstOf(wanted);
  const failed = problem();
  const runs = (name: string) => tools.book.container(name)?.status === 'running';
  const profiles = [usualProfile, ...(compose?.profiles ?? []).filter((name) => name !== usualProfile)].filter((name) =>
    compose?.profiles.includes(name),
  );
  return {
    project: compose?.project ?? tools.config.project,
    environment,
    files: [...files.files],
    problem:
      failed === undefined
        ? null
        : { code: failed.code, message: failed.message, ...(failed.fix === undefined ? {} : { fix: failed.fix }) },
    engine: info,
    state: wanted.length === 0 ? 'stopped' : (worst?.state ?? 'unknown'),
    summary: summarise({ engineReason: info.state === 'ok' ? undefined : info.reason, wanted: wanted.length, well: well.length, worst }),
    profiles: profiles.map((name) => {
      const members = Object.values(compose?.services ?? {}).filter((service) => service.profiles.includes(name));
      return { name, services: members.map((service) => service.name), running: members.filter((service) => runs(service.name)).length };
    }),
    services,
    volumes: Object.keys(compose?.volumes ?? {}),
    task: changes.running(),
    gateway: gateway(),
  };
}

function summarise({
  engineReason,
  wanted,
  well,
  worst,
}: {
  engineReason: string | undefined;
  wanted: number;
  well: number;
  worst: { name: string; reason: string } | undefined;
}): string {
  if (engineReason !== undefined) return engineReason;
  if (wanted === 0) return 'Nothing was started';
  if (well === wanted) return wanted === 1 ? 'The one service is healthy' : `All ${wanted} services healthy`;
  return `${well} of ${wanted} services healthy${worst === undefined ? '' : `; ${worst.name}: ${worst.reason}`}`;
}

import { GantryError, type Output, type ParsedInput, type Routes } from '#contract';
import type { ChangeTools } from '../change/change-tools.ts';
import type { Compose, ComposeService, Limits } from '../compose-file/index.ts';
import type { ContainerInfo } from '../engine/index.ts';
import type { ChangeVariables } from '../files/change-variables.ts';
import type { StackFiles } from '../files/stack-files.ts';
import { readHostFacts } from '../limits/host-facts.ts';
import { hostLimits } from '../limits/host-limits.ts';
import type { Observation } from '../observation.ts';
import { toLimits } from '../state/stack-book.ts';

export interface LimitRouteOptions {
  readonly tools: ChangeTools;
  readonly observation: Observation;
  readonly files: Pick<StackFiles, 'userValues'>;
  readonly changeVariables: ChangeVariables;
  readonly env: Readonly<Record<string, string | undefined>>;
  find(name: string): Promise<{ compose: Compose; service: ComposeService }>;
}

type Editable = Output<'stack.read-limits'>['editable'][number];
const knobs: Readonly<Record<Editable, keyof Limits['knobs']>> = {
  cpus: 'cpus',
  memory_bytes: 'memoryBytes',
  memory_swap_bytes: 'memorySwapBytes',
  pids: 'pids',
};

/** Handlers of the limits of a service. */
export function createLimitRoutes({
  tools,
  observation,
  files,
  changeVariables,
  env,
  find,
}: LimitRouteOptions): Pick<Routes, 'stack.read-limits' | 'stack.set-limits' | 'stack.host-limits'> {
  async function describe(name: string): Promise<Output<'stack.read-limits'>> {
    const { service } = await find(name);
    const container = tools.book.container(name);
    return {
      name,
      in_file: toLimits(service.limits),
      in_force: container === undefined ? null : toLimits(container.limits),
      usage: observation.usage(name),
      recommended: observation.recommend(name),
      can_limit_swap: tools.engine.info().can_limit_swap,
      editable: (Object.keys(knobs) as Editable[]).filter((key) => service.limits.knobs[knobs[key]] !== undefined),
    };
  }

  const containerPid = () =>
    Object.values(tools.book.containers()).find(({ status, pid }) => status === 'running' && pid !== undefined)?.pid;

  return {
    async 'stack.host-limits'() {
      const compose = await tools.loadCompose();
      return hostLimits(await readHostFacts({ engine: tools.engine, containerPid, env }), Object.values(compose.services));
    },
    'stack.read-limits': ({ name }) => describe(name),
    async 'stack.set-limits'({ name, ...given }, { caller }) {
      const { service } = await find(name);
      const changes = plan(service, given);
      expectSwapLimit(tools, given);
      const container = tools.book.container(name);
      expectSensible(given, service.limits);
      const before = await files.userValues();
      // Written first: a value that may not stand in the file must not be in force either.
      await changeVariables(changes, { caller, reason: `Limits of ${name} were set` });
      if (container?.status === 'running') {
        try {
          await tools.engine.updateLimits(container.id, limitsToSet(given, container.limits));
        } catch (error) {
          const former = Object.fromEntries(Object.keys(changes).map((key) => [key, before[key]]));
          await changeVariables(former, { caller, reason: `The engine refused the limits of ${name}` });
          throw error;
        }
      }
      await tools.loadCompose();
      if (container !== undefined) await tools.watch.lookAt(container.id);
      tools.records.note(
        name,
        'limits',
        `${caller} set ${Object.entries(changes)
          .map(([key, value]) => `${key}=${value}`)
          .join(', ')}`,
      );
      return describe(name);
    },
  };
}

type Given = Omit<ParsedInput<'stack.set-limits'>, 'name'>;

function limitsToSet({ cpus, memory_bytes: memoryBytes, memory_swap_bytes: swapBytes, pids }: Given, has: ContainerInfo['limits']) {
  // The engine refuses a memory limit above the swap limit, so both go together.
  const memorySwapBytes = swapBytes ?? (memoryBytes === undefined ? undefined : swapFor(memoryBytes, has));
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(memorySwapBytes === undefined ? {} : { memorySwapBytes }),
    ...(pids === undefined ? {} : { pids }),
  };
}

/** The variables of `stack.env` that hold the new values. @throws GantryError `conflict` for a limit that is no variable */
function plan(service: ComposeService, given: Given): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const key of Object.keys(knobs) as Editable[]) {
    const value = given[key];
    if (value === undefined) continue;
    const knob = service.limits.knobs[knobs[key]];
    if (knob === undefined) {
      throw new GantryError('conflict', {
        message: `${key} of ${service.name} is not one variable in ${service.place.file}:${service.place.line}, so it cannot be written back.`,
        field: key,
        fix: 'Make it a variable with a default in the compose file.',
      });
    }
    changes[knob.variable] = String(value);
  }
  if (Object.keys(changes).length === 0)
    throw new GantryError('invalid_value', { message: 'Name at least one limit.', field: 'memory_bytes' });
  return changes;
}

/** What the engine would accept and not keep is refused. @throws GantryError `conflict` */
function expectSwapLimit({ engine }: ChangeTools, { memory_swap_bytes: swap }: Given): void {
  if (swap === undefined || swap === -1 || engine.info().can_limit_swap !== false) return;
  throw new GantryError('conflict', {
    message: 'The engine cannot limit swap on this computer: the kernel does not account for it.',
    field: 'memory_swap_bytes',
    fix: 'On cgroup v1, start the kernel with swapaccount=1; on cgroup v2 the memory controller must be given to the engine.',
  });
}

function expectSensible(given: Given, limits: Limits): void {
  const memory = given.memory_bytes ?? limits.memoryBytes;
  const swap = given.memory_swap_bytes;
  if (swap !== undefined && swap !== -1 && memory !== undefined && swap < memory)
    throw new GantryError('invalid_value', {
      message: 'memory_swap_bytes must not be below memory_bytes: it is both together.',
      field: 'memory_swap_bytes',
    });
  const reservation = limits.memoryReservationBytes;
  if (given.memory_bytes !== undefined && reservation !== undefined && given.memory_bytes < reservation)
    throw new GantryError('invalid_value', {
      message: `memory_bytes must not be below the reservation of ${reservation}.`,
      field: 'memory_bytes',
    });
}

/** As much swap beyond memory as it has now; none where it had none. */
function swapFor(
  memoryBytes: number,
  { memoryBytes: memory, memorySwapBytes: swap }: { memoryBytes: number | undefined; memorySwapBytes: number | undefined },
): number {
  if (swap === -1) return -1;
  return memoryBytes + Math.max(0, (swap ?? memory ?? 0) - (memory ?? 0));
}

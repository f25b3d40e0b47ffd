import type { ComposeService, Leaf } from '../compose-file/index.ts';
import type { ContainerDefinition } from '../engine/index.ts';

/** A value of a service as the files say it now and as the engine made the container with it. */
export interface LeafComparison {
  readonly expected: string;
  readonly actual: string;
  readonly isSame: boolean;
  /** A limit can be changed in a running container. */
  readonly isLimit: boolean;
}

/** Undefined where the engine keeps nothing to compare the value with. Pure. */
export function compareLeaf(leaf: Leaf, service: ComposeService, made: ContainerDefinition): LeafComparison | undefined {
  const [key = '', ...below] = leaf.keys;
  const name = below.join('.');
  switch (key) {
    case 'image':
      return texts(service.image, made.image);
    case 'restart':
      return texts(service.restart, made.restart);
    case 'environment':
      return texts(service.environment[name], made.environment[name]);
    case 'command':
    case 'entrypoint':
      return texts(service[key]?.[Number(name)], made[key][Number(name)]);
    case 'logging':
      return below[0] === 'options' ? texts(service.logging?.options[below[1] ?? ''], made.logOptions[below[1] ?? '']) : undefined;
    case 'ports':
      return comparePort(leaf, service, made);
    case 'volumes':
      return compareMount(leaf, service, made);
    case 'shm_size':
      return sizes(service.shmBytes, made.shmBytes, false);
    case 'cpus':
      return numbers(service.limits.cpus, made.limits.cpus);
    case 'pids_limit':
      // -1 is no limit, which the engine keeps as none.
      return numbers(positive(service.limits.pids), made.limits.pids);
    case 'mem_limit':
      return sizes(service.limits.memoryBytes, made.limits.memoryBytes, true);
    case 'memswap_limit':
      return sizes(service.limits.memorySwapBytes, made.limits.memorySwapBytes, true);
    case 'mem_reservation':
      return sizes(service.limits.memoryReservationBytes, made.limits.memoryReservationBytes, true);
    default:
      return undefined;
  }
}

const none = '(none)';

function texts(expected: string | undefined, actual: string | undefined): LeafComparison {
  return { expected: expected ?? none, actual: actual ?? none, isSame: expected === actual, isLimit: false };
}

function numbers(expected: number | undefined, actual: number | undefined): LeafComparison {
  const isSame = expected === undefined || actual === undefined ? expected === actual : Math.abs(expected - actual) < 0.001;
  return { expected: String(expected ?? none), actual: String(actual ?? none), isSame, isLimit: true };
}

function sizes(expected: number | undefined, actual: number | undefined, isLimit: boolean): LeafComparison {
  return { expected: asSize(expected), actual: asSize(actual), isSame: expected === actual, isLimit };
}

/** Bytes as Compose writes them, in the largest unit that divides them. */
function asSize(bytes: number | undefined): string {
  if (bytes === undefined) return none;
  for (const [unit, each] of [
    ['g', 1024 ** 3],
    ['m', 1024 ** 2],
    ['k', 1024],
  ] as const)
    if (bytes > 0 && bytes % each === 0) return `${bytes / each}${unit}`;
  return String(bytes);
}

function positive(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}

function comparePort({ variables }: Leaf, service: ComposeService, made: ContainerDefinition): LeafComparison | undefined {
  const port = service.ports.find(({ knob }) => knob !== undefined && variables.includes(knob.variable));
  if (port === undefined) return undefined;
  const found = made.ports.find(({ containerPort, protocol }) => containerPort === port.containerPort && protocol === port.protocol);
  return { ...texts(String(port.hostPort), found === undefined ? undefined : String(found.hostPort)) };
}

function compareMount({ value }: Leaf, service: ComposeService, made: ContainerDefinition): LeafComparison | undefined {
  const mount = service.mounts.find(
    ({ kind, target }) => kind === 'bind' && (value.endsWith(`:${target}`) || value.includes(`:${target}:`)),
  );
  return mount === undefined ? undefined : texts(mount.source, made.mounts[mount.target]);
}

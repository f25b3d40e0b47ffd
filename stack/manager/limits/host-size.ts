import type { ComposeService } from '../compose-file/index.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Beyond the sum of what the containers may take: what the kernel counts to the slice and to no container, such as its own tables. */
const headroom = 0.1;
/**
 * Kept for the person and the system: a quarter of the memory, at least 2 GiB and at most 8 GiB, never more than half. GKE
 * keeps a quarter of the first 4 GiB of a node for its system alone and less of what is above; a desktop with a browser and
 * an editor needs some GiB beside that, and not more of them on a larger machine.
 */
const reservedShare = 0.25;
const leastReservedBytes = 2 * gibibyte;
const mostReservedBytes = 8 * gibibyte;
/** From here on the kernel takes memory back and slows the containers down, before it has to kill one at the maximum. */
const highShare = 0.9;

export interface HostSize {
  /** Sum of the memory limits; undefined when a service has none. */
  readonly limitBytes: number | undefined;
  readonly reservedBytes: number;
  readonly highBytes: number;
  readonly maxBytes: number;
  /** Undefined: a service may swap without end, so the slice is left to the machine's swap. */
  readonly swapMaxBytes: number | undefined;
  /** Undefined: a service has no limit of processes. */
  readonly tasksMax: number | undefined;
}

/** What bounds all containers together, by the limits of all services of the file and the memory of the machine. */
export function hostSize(services: readonly Pick<ComposeService, 'limits'>[], machineBytes: number): HostSize {
  const limitBytes = sum(services.map(({ limits }) => limits.memoryBytes));
  const reservedBytes = Math.min(machineBytes / 2, Math.min(mostReservedBytes, Math.max(leastReservedBytes, machineBytes * reservedShare)));
  const roomBytes = machineBytes - reservedBytes;
  const wantedBytes = limitBytes === undefined ? Number.POSITIVE_INFINITY : limitBytes + limitBytes * headroom;
  const maxBytes = roundDown(Math.min(roomBytes, wantedBytes));
  const isWhole = limitBytes !== undefined && wantedBytes <= roomBytes;
  const pids = sum(services.map(({ limits }) => (limits.pids === -1 ? undefined : limits.pids)));
  return {
    limitBytes,
    reservedBytes,
    // Where all limits fit, all may be reached at once without being slowed down.
    highBytes: isWhole ? roundDown(limitBytes) : roundDown(maxBytes * highShare),
    maxBytes,
    swapMaxBytes: sum(services.map(({ limits }) => swapOf(limits))),
    tasksMax: pids === undefined ? undefined : Math.ceil(pids + pids * headroom),
  };
}

/** Swap beside the memory. Without a limit of its own an engine gives a container as much swap as memory. */
function swapOf({ memoryBytes, memorySwapBytes }: ComposeService['limits']): number | undefined {
  if (memoryBytes === undefined || memorySwapBytes === -1) return undefined;
  return memorySwapBytes === undefined ? memoryBytes : Math.max(0, memorySwapBytes - memoryBytes);
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}

function roundDown(bytes: number): number {
  return Math.floor(bytes / mebibyte) * mebibyte;
}

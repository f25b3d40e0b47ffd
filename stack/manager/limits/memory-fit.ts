import type { ComposeService } from '../compose-file/index.ts';

export interface MemoryFit {
  /** Sum of what the services keep for themselves: reservation, else limit. */
  readonly neededBytes: number;
  readonly limitBytes: number;
  /** Memory of the machine the engine runs on; null when it is not known. */
  readonly availableBytes: number | null;
  /** `short`: what they need is not there; `tight`: it is, but not all limits at once; `unknown`: no figure of the machine. */
  readonly fit: 'fits' | 'tight' | 'short' | 'unknown';
  /** Services without a memory limit: nothing can be said of what they will take. */
  readonly unlimited: readonly string[];
  /** Who needs most, largest first, at most 3. */
  readonly largest: readonly { readonly service: string; readonly bytes: number }[];
}

/** Whether the memory of services that would run together fits the machine. */
export function memoryFit(services: readonly Pick<ComposeService, 'name' | 'limits'>[], availableBytes: number | null): MemoryFit {
  const needs = services.map(({ name, limits }) => ({ service: name, bytes: limits.memoryReservationBytes ?? limits.memoryBytes ?? 0 }));
  const neededBytes = needs.reduce((sum, { bytes }) => sum + bytes, 0);
  const limitBytes = services.reduce((sum, { limits }) => sum + (limits.memoryBytes ?? 0), 0);
  return {
    neededBytes,
    limitBytes,
    availableBytes,
    fit: fitOf({ neededBytes, limitBytes, availableBytes }),
    unlimited: services.filter(({ limits }) => limits.memoryBytes === undefined).map(({ name }) => name),
    largest: needs
      .filter(({ bytes }) => bytes > 0)
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, 3),
  };
}

function fitOf({
  neededBytes,
  limitBytes,
  availableBytes,
}: Pick<MemoryFit, 'neededBytes' | 'limitBytes' | 'availableBytes'>): MemoryFit['fit'] {
  if (availableBytes === null) return 'unknown';
  if (neededBytes > availableBytes) return 'short';
  return limitBytes > availableBytes ? 'tight' : 'fits';
}

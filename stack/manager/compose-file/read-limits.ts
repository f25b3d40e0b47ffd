import { allowedEntries } from './allowed-keys.ts';
import { byteSizeOf } from './byte-size.ts';
import { composeInvalid } from './compose-invalid.ts';
import type { ComposeWarning, Knob, Limits } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { integerOf, isNull, numberOf, scalarOf } from './field-values.ts';
import { knobOf } from './knob-of.ts';

type Entries = ReadonlyMap<string, Field>;

/**
 * Limits from the short keys (`cpus`, `mem_limit`, …) and from `deploy.resources`, which mean the same.
 * @throws GantryError `compose_invalid` also when both are given and differ
 */
export function limitsOf(service: Entries, onWarning: (warning: ComposeWarning) => void): Limits {
  const resources = within(service.get('deploy'), ['resources'], deployReasons);
  const both = within(resources.get('resources'), ['limits', 'reservations'], {});
  const limits = within(both.get('limits'), ['cpus', 'memory', 'pids'], {});
  const reservations = within(both.get('reservations'), ['cpus', 'memory'], {
    devices: 'is not supported by Gantry: containers get no devices.',
  });
  const reservedCpus = reservations.get('cpus');
  if (reservedCpus !== undefined) {
    cpusOf(reservedCpus);
    onWarning({
      field: reservedCpus.path,
      message: 'It has no effect: an engine without a swarm reserves no processors.',
      place: reservedCpus.place,
    });
  }
  const cpus = agreed(service.get('cpus'), limits.get('cpus'), cpusOf);
  const memory = agreed(service.get('mem_limit'), limits.get('memory'), byteSizeOf);
  const swap = agreed(service.get('memswap_limit'), undefined, memorySwapOf);
  const reservation = agreed(service.get('mem_reservation'), reservations.get('memory'), byteSizeOf);
  const pids = agreed(service.get('pids_limit'), limits.get('pids'), pidsOf);
  if (swap.field !== undefined && swap.value !== undefined && swap.value !== -1) {
    if (memory.value === undefined) throw composeInvalid(swap.field, 'needs mem_limit beside it; it is memory and swap together.');
    if (swap.value < memory.value) throw composeInvalid(swap.field, 'must be at least mem_limit; it is memory and swap together.');
  }
  if (reservation.field !== undefined && (reservation.value ?? 0) > (memory.value ?? Number.POSITIVE_INFINITY)) {
    throw composeInvalid(reservation.field, 'must not be more than the memory limit.');
  }
  const knobs = { cpus: cpus.knob, memoryBytes: memory.knob, memorySwapBytes: swap.knob, pids: pids.knob };
  return {
    cpus: cpus.value,
    memoryBytes: memory.value,
    memorySwapBytes: swap.value,
    memoryReservationBytes: reservation.value,
    pids: pids.value,
    knobs: Object.fromEntries(Object.entries(knobs).filter(([, knob]) => knob !== undefined)) as Limits['knobs'],
  };
}

const deployReasons = Object.fromEntries(
  ['replicas', 'mode', 'placement', 'endpoint_mode', 'restart_policy', 'rollback_config', 'update_config', 'labels'].map((key) => [
    key,
    'is not supported by Gantry: there is no swarm, and one container of each service; of deploy it reads resources.',
  ]),
);

function within(field: Field | undefined, supported: readonly string[], reasons: Readonly<Record<string, string>>): Entries {
  return field === undefined || isNull(field) ? new Map() : allowedEntries(field, { supported, reasons });
}

interface Agreed {
  readonly field: Field | undefined;
  readonly value: number | undefined;
  readonly knob: Knob | undefined;
}

function agreed(short: Field | undefined, long: Field | undefined, read: (field: Field) => number): Agreed {
  const field = short ?? long;
  if (field === undefined) return { field, value: undefined, knob: undefined };
  const value = read(field);
  if (short !== undefined && long !== undefined && read(long) !== value) {
    throw composeInvalid(long, `says something else than ${short.path} on line ${short.place.line}; keep one.`);
  }
  return { field, value, knob: knobOf(field) };
}

function cpusOf(field: Field): number {
  const cpus = numberOf(field);
  if (cpus < 0.001 || cpus > 10_000) throw composeInvalid(field, 'must be a number of processors above 0, such as 0.5 or 2.');
  return cpus;
}

function memorySwapOf(field: Field): number {
  return String(scalarOf(field).value) === '-1' ? -1 : byteSizeOf(field);
}

/** -1 is Compose's word for no limit. */
function pidsOf(field: Field): number {
  if (numberOf(field) === -1) return -1;
  return integerOf(field, 1);
}

import { setTimeout } from 'node:timers/promises';
import { GantryError } from '#contract';
import { addKeys, countKeys, type Keys, takeChanges } from './change-log.ts';
import { type CopyOptions, replayKeys } from './copy-tables.ts';
import { mostLateChanges } from './hand-over.ts';
import type { Pauses } from './pauses.ts';

/** Changes few enough to leave to the pause of the switch. */
const fewChanges = 50;
const changesOfRound = 500;
/** A round after which more than this share of the changes still waits is hardly quicker than the writers. */
const shrinks = 0.7;
const freeRounds = 2;
/** Requests wait this long, then are let in for the other time, until the copy has caught up. */
const brakeMs = 1000;
const betweenBrakesMs = 250;
const changesOfBrake = 100;
const drainMs = 1000;
const mostRounds = 500;

/**
 * Brings over what changed meanwhile, in rounds, until little is left. Writers that are quicker than the copy are slowed
 * down: they wait for moments, and fail in no way. `open` holds keys that still wait for another row to go.
 * @throws GantryError `timed_out` when even that does not help, `conflict`
 */
export async function catchUp(copy: CopyOptions, open: Keys, pauses: Pauses): Promise<void> {
  let waiting = await countWaiting(copy);
  let isBraking = false;
  for (let round = 1; round <= mostRounds; round += 1) {
    copy.signal.throwIfAborted();
    if (isBraking) await bringWhileClosed(copy, open, pauses);
    else await bring(copy, open, changesOfRound);
    const waitingNow = await countWaiting(copy);
    if (waitingNow < fewChanges) {
      if (countKeys(open) > mostLateChanges) throw tooManyOpen();
      return;
    }
    isBraking ||= round >= freeRounds && waitingNow > waiting * shrinks;
    waiting = waitingNow;
    if (isBraking) await setTimeout(betweenBrakesMs, undefined, { signal: copy.signal });
  }
  throw new GantryError('timed_out', {
    message: 'More is being stored than can be copied at the same time.',
    fix: 'Cancel the tasks that store documents, or wait for their end, then resume this one.',
  });
}

/** One round; gives how many changes there were. */
async function bring(copy: CopyOptions, open: Keys, limit: number): Promise<number> {
  const { keys, taken } = await copy.source.withoutTimeout((connection) => takeChanges(connection, limit));
  for (const [name, waiting] of open) addKeys(keys, name, waiting);
  open.clear();
  for (const [name, waiting] of await replayKeys(copy, keys)) addKeys(open, name, waiting);
  return taken;
}

/** As many small rounds as fit into one pause. */
async function bringWhileClosed(copy: CopyOptions, open: Keys, pauses: Pauses): Promise<void> {
  const letIn = await pauses.close(drainMs);
  const endAt = performance.now() + brakeMs;
  try {
    for (let taken = changesOfBrake; taken === changesOfBrake && performance.now() < endAt; )
      taken = await bring(copy, open, changesOfBrake);
  } finally {
    letIn?.();
  }
}

async function countWaiting({ source }: CopyOptions): Promise<number> {
  const [row] = await source.withoutTimeout((connection) =>
    connection.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM storage_changes'),
  );
  return row?.waiting ?? 0;
}

function tooManyOpen(): GantryError {
  return new GantryError('conflict', {
    message: 'More rows stand in the way of others in the target than can be put right in the moment of the switch.',
    fix: 'Resume the task when less is being stored.',
  });
}

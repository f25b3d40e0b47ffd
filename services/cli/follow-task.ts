import type { Client } from '#client';
import { type ErrorCode, GantryError, type GantryEvent, isTaskOver, type Task } from '#contract';

export interface FollowOptions {
  client: Client;
  id: string;
  onProgress(task: Task): void;
  /** Every other event, for what happens beside it. */
  onEvent?(event: GantryEvent): void;
  /** The events flow, or flow again, or some were missed: what was before has to be read. */
  onOpen?(): void;
  /** A host that starts again within this time is followed on; its tasks go on by themselves. Default 20 s. */
  patienceMs?: number;
  /** Ends the watching, not the task. */
  signal: AbortSignal;
}

const defaultPatienceMs = 20_000;

/** For what restarts the host itself: it drains for at most 25 s and then starts its model and database. */
export const restartPatienceMs = 90_000;

const passing: ReadonlySet<ErrorCode> = new Set(['cancelled', 'host_unreachable', 'draining', 'not_ready']);

/**
 * Follows a task by events until it is over. Undefined when `signal` ended the watching.
 * @throws GantryError `host_unreachable` when the host stays away for longer than `patienceMs`, `not_found`, or why the events were refused
 */
export async function followTask({
  client,
  id,
  onProgress,
  onEvent,
  onOpen,
  patienceMs = defaultPatienceMs,
  signal,
}: FollowOptions): Promise<Task | undefined> {
  const stop = new AbortController();
  const stopWatching = () => stop.abort();
  signal.addEventListener('abort', stopWatching, { once: true });
  if (signal.aborted) stop.abort();
  let over: Task | undefined;
  let failure: unknown;
  let patience: NodeJS.Timeout | undefined;

  const fail = (error: unknown) => {
    failure ??= error;
    stop.abort();
  };
  const take = (task: Task) => {
    if (over !== undefined) return;
    onProgress(task);
    if (!isTaskOver(task.state)) return;
    over = task;
    stop.abort();
  };
  // Events say what changes from now on; what was before the stream opened, or was missed, is read.
  const read = () => {
    onOpen?.();
    client.call('tasks.read', { id }, { signal: stop.signal }).then(take, (error: unknown) => {
      // On its way down or not up yet: the events open again, and then it is read.
      if (error instanceof GantryError && passing.has(error.code)) return;
      fail(error);
    });
  };
  await client.events({
    signal: stop.signal,
    onEvent(event) {
      if (event.event === 'task.changed' && event.data.id === id) take(event.data);
      else onEvent?.(event);
    },
    onState(state) {
      if (state === 'open') {
        clearTimeout(patience);
        patience = undefined;
        read();
      } else if (state === 'lost') {
        patience ??= setTimeout(() => fail(new GantryError('host_unreachable', { message: 'The host has gone away.' })), patienceMs);
      }
    },
    onResync: read,
    onRefused: fail,
  });
  clearTimeout(patience);
  signal.removeEventListener('abort', stopWatching);
  if (over === undefined && failure !== undefined) throw failure;
  return over;
}

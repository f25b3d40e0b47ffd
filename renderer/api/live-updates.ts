import type { QueryClient } from '@tanstack/react-query';
import type { Client } from '#client';
import type { GantryError } from '#contract';
import { applyEvent, readListsAgain } from './apply-event.ts';
import type { Connection } from './connection.ts';
import { createObservable, type Observable } from './observable.ts';

export interface LiveUpdates {
  connection: Observable<Connection>;
  start(): void;
  stop(): void;
}

/** A page that is hidden for less than this keeps its stream: switching back and forth costs nothing. */
const hiddenGraceMs = 5000;
/** Lists are read again at most this often while documents pour in. */
const readAgainMs = 1000;

interface LiveUpdatesOptions {
  client: Client;
  queryClient: QueryClient;
  onRefused(error: GantryError): void;
}

/** Follows the events of the host while the page is seen, and catches up after every gap. */
export function createLiveUpdates({ client, queryClient, onRefused }: LiveUpdatesOptions): LiveUpdates {
  const connection = createObservable<Connection>({ state: 'connecting', since: Date.now() });
  const waiting = new Map<string, readonly string[]>();
  let abort: AbortController | undefined;
  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  let readTimer: ReturnType<typeof setTimeout> | undefined;

  const become = (state: Connection['state']) => {
    if (connection.get().state !== state) connection.set({ state, since: Date.now() });
  };
  // A search is the answer to a question asked at that moment; only the rest is brought up to date.
  const catchUp = () => void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'search' });

  function readAgain(key: readonly string[]): void {
    waiting.set(key.join('/'), key);
    readTimer ??= setTimeout(() => {
      readTimer = undefined;
      for (const queryKey of waiting.values()) {
        if (queryKey[0] === 'documents') void readListsAgain(queryClient);
        else void queryClient.invalidateQueries({ queryKey });
      }
      waiting.clear();
    }, readAgainMs);
  }

  function follow(): void {
    if (abort !== undefined) return;
    const mine = new AbortController();
    abort = mine;
    void client.events({
      signal: mine.signal,
      onEvent: (event) => applyEvent(queryClient, event, readAgain),
      onState(state) {
        if (mine.signal.aborted) return;
        become(state);
        // Between the first answers and the first event something may have happened; after a loss surely.
        if (state === 'open') catchUp();
      },
      onResync: catchUp,
      onRefused: (error) => onRefused(error as GantryError),
    });
  }

  function leave(): void {
    abort?.abort();
    abort = undefined;
  }

  function visibilityChanged(): void {
    clearTimeout(hideTimer);
    if (document.visibilityState === 'visible') follow();
    else {
      hideTimer = setTimeout(() => {
        leave();
        become('paused');
      }, hiddenGraceMs);
    }
  }

  return {
    connection,
    start() {
      document.addEventListener('visibilitychange', visibilityChanged);
      visibilityChanged();
    },
    stop() {
      document.removeEventListener('visibilitychange', visibilityChanged);
      clearTimeout(hideTimer);
      clearTimeout(readTimer);
      readTimer = undefined;
      leave();
    },
  };
}

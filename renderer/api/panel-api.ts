import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { type Client, createClient } from '#client';
import type { GantryBridge, GantryError } from '#contract';
import { createLiveUpdates, type LiveUpdates } from './live-updates.ts';
import { createSession, type Session } from './session.ts';

/** What the panel has of the host: calls, held answers, events, session; and the window's bridge where it runs in one. */
export interface PanelApi {
  client: Client;
  queryClient: QueryClient;
  live: LiveUpdates;
  session: Session;
  bridge: GantryBridge | undefined;
  /** Of this browser, for what must survive a reload; undefined where it is blocked. Never for secrets. */
  storage: Storage | undefined;
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: GantryError;
  }
}

const signedOutCodes: ReadonlySet<string> = new Set(['token_missing', 'token_invalid', 'link_used']);

export function createPanelApi({ bridge, storage }: { bridge: GantryBridge | undefined; storage: Storage | undefined }): PanelApi {
  const session = createSession({ hasBridge: bridge !== undefined, storage });
  const client = createClient({ baseUrl: '', headers: session.headers });
  const onError = (error: GantryError) => {
    if (signedOutCodes.has(error.code)) session.refused(error);
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Events keep answers fresh, so nothing is asked twice; and 127.0.0.1 is there without a network.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        // A browser drops what is on its way when a network comes or goes, as with each start of a container.
        retry: (failures, { code }) => code === 'host_unreachable' && failures < 3,
        retryDelay: (failures) => 250 * 2 ** failures,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  const live = createLiveUpdates({ client, queryClient, onRefused: onError });
  return { client, queryClient, live, session, bridge, storage };
}

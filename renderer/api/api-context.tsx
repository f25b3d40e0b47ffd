import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Connection } from './connection.ts';
import type { PanelApi } from './panel-api.ts';
import type { SessionState } from './session.ts';

const ApiContext = createContext<PanelApi | undefined>(undefined);

export function ApiProvider({ api, children }: { api: PanelApi; children: ReactNode }) {
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={api.queryClient}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

/** @throws Error outside of ApiProvider: a mistake in the code */
export function useApi(): PanelApi {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('useApi needs an ApiProvider above it');
  return api;
}

export function useConnection(): Connection {
  const { connection } = useApi().live;
  return useSyncExternalStore(connection.subscribe, connection.get);
}

export function useSessionState(): SessionState {
  const { state } = useApi().session;
  return useSyncExternalStore(state.subscribe, state.get);
}

/** Follows events while the component that calls it is shown. */
export function useLiveUpdates(): void {
  const { live } = useApi();
  useEffect(() => {
    live.start();
    return live.stop;
  }, [live]);
}

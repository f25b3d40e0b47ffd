import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClientInput } from '#contract';
import { useApi } from './api-context.tsx';
import { asGantryError } from './session.ts';

/** Use is counted without events, so that a request does not cause another. */
const countsEveryMs = 5000;

/** All tokens with what they were used for. */
export function useTokens() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => client.call('tokens.list', {}, { signal }),
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.error === null ? countsEveryMs : false),
  });
}

/** null: only an admin may see them, and this session is none's. */
export function useSessions() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['sessions'],
    async queryFn({ signal }) {
      try {
        return await client.call('sessions.list', {}, { signal });
      } catch (error) {
        if (asGantryError(error).code === 'scope_missing') return null;
        throw error;
      }
    },
    refetchOnMount: 'always',
  });
}

/** Whether the person may change things; true until the host has said otherwise, for it decides at each call anyway. */
export function useIsAdmin(): boolean {
  return useSessions().data !== null;
}

/** The secret in a reply is for who asked; it is kept in no cache. */
export function useTokenChanges() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const onSuccess = () => {
    void queryClient.invalidateQueries({ queryKey: ['tokens'] });
    void queryClient.invalidateQueries({ queryKey: ['sessions'] });
  };
  const create = useMutation({
    mutationFn: (input: ClientInput<'tokens.create'>) => client.call('tokens.create', input),
    onSuccess,
    gcTime: 0,
  });
  const update = useMutation({ mutationFn: (input: ClientInput<'tokens.update'>) => client.call('tokens.update', input), onSuccess });
  const replace = useMutation({ mutationFn: (id: string) => client.call('tokens.replace', { id }), onSuccess, gcTime: 0 });
  const revoke = useMutation({ mutationFn: (id: string) => client.call('tokens.revoke', { id }), onSuccess });
  return { create, update, replace, revoke };
}

export function useEndSession() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.call('sessions.end', { id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

/** A link that lets another browser in, once. */
export function usePanelLink() {
  const { client } = useApi();
  return useMutation({ mutationFn: () => client.call('session.link', {}), gcTime: 0 });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClientInput } from '#contract';
import { useApi } from './api-context.tsx';
import { useShowTask } from './use-tasks.ts';

/** The stack with its services; kept up to date by events. Its file has none: who edits it and comes back is to see it. */
export function useStack() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['stack'],
    queryFn: ({ signal }) => client.call('stack.read', {}, { signal }),
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
  });
}

/** What a change would do; asked anew each time it is shown. */
export function usePlan(request: ClientInput<'stack.plan'>) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['plan', request],
    queryFn: ({ signal }) => client.call('stack.plan', request, { signal }),
    gcTime: 0,
    staleTime: 0,
  });
}

export function useStackCalls() {
  const { client } = useApi();
  return {
    up: (input: ClientInput<'stack.up'>) => client.call('stack.up', input),
    down: (input: ClientInput<'stack.down'>) => client.call('stack.down', input),
    start: (name: string) => client.call('stack.start-service', { name }),
    stop: (name: string) => client.call('stack.stop-service', { name }),
    restart: (name: string) => client.call('stack.restart-service', { name }),
    pull: (input: ClientInput<'stack.pull'>) => client.call('stack.pull', input),
  };
}

export function useWhy(name: string) {
  const { client } = useApi();
  return useQuery({ queryKey: ['why', name], queryFn: ({ signal }) => client.call('stack.why', { name }, { signal }) });
}

export function useServiceConfig(name: string) {
  const { client } = useApi();
  return useQuery({ queryKey: ['service', name], queryFn: ({ signal }) => client.call('stack.read-service', { name }, { signal }) });
}

export function useServiceStats(name: string, seconds: number) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['stats', name, seconds],
    queryFn: ({ signal }) => client.call('stack.stats', { service: name, seconds }, { signal }),
  });
}

export function useLimits(name: string) {
  const { client } = useApi();
  return useQuery({ queryKey: ['limits', name], queryFn: ({ signal }) => client.call('stack.read-limits', { name }, { signal }) });
}

export function useSetLimits(name: string) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (limits: Omit<ClientInput<'stack.set-limits'>, 'name'>) => client.call('stack.set-limits', { name, ...limits }),
    onSuccess: (reply) => queryClient.setQueryData(['limits', name], reply),
  });
}

/** Text of a drop-in that bounds all containers together. */
export function useHostLimits() {
  const { client } = useApi();
  return useQuery({ queryKey: ['host-limits'], queryFn: ({ signal }) => client.call('stack.host-limits', {}, { signal }) });
}

export function usePorts() {
  const { client } = useApi();
  return useQuery({ queryKey: ['ports'], queryFn: ({ signal }) => client.call('stack.ports', {}, { signal }) });
}

export function useRemapPort() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const showTask = useShowTask();
  return useMutation({
    mutationFn: (input: ClientInput<'stack.remap-port'>) => client.call('stack.remap-port', input),
    onSuccess({ task }) {
      if (task !== null) showTask(task);
      void queryClient.invalidateQueries({ queryKey: ['ports'] });
      void queryClient.invalidateQueries({ queryKey: ['stack'] });
    },
  });
}

/** The action of a finding: an operation by its name. */
export function useFixAction() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ operation, input }: { operation: string; input: Record<string, unknown> }) =>
      client.call(operation as 'stack.pull', input as never),
    onSettled: () => void queryClient.invalidateQueries(),
  });
}

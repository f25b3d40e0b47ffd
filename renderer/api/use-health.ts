import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';

/** Every part with its state; kept up to date by events. */
export function useHealth() {
  const { client } = useApi();
  return useQuery({ queryKey: ['health'], queryFn: ({ signal }) => client.call('health.read', {}, { signal }) });
}

/** Runs every check now. */
export function useCheckNow() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('health.read', { refresh: true }),
    onSuccess: (health) => queryClient.setQueryData(['health'], health),
  });
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';

/** Sampled figures of the last `seconds` (10 to 3600); every sample event adds one. */
export function useFigures(seconds: number) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['figures', seconds],
    queryFn: ({ signal }) => client.call('figures.read', { seconds }, { signal }),
    placeholderData: keepPreviousData,
  });
}

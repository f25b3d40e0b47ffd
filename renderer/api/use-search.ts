import { useQuery } from '@tanstack/react-query';
import { useApi } from './api-context.tsx';

export interface Question {
  query: string;
  collection: string | undefined;
  limit: number;
}

/** Passages nearest in meaning; an empty query asks nothing. Answers are kept a minute, for going back. */
export function useSearch({ query, collection, limit }: Question) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['search', { query, collection, limit }],
    queryFn: ({ signal }) =>
      client.call('search.vector', { query, limit, ...(collection === undefined ? {} : { collection }) }, { signal }),
    enabled: query.trim() !== '',
    staleTime: 60_000,
  });
}

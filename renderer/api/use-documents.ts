import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClientInput } from '#contract';
import { useApi } from './api-context.tsx';
import { useShowTask } from './use-tasks.ts';

const pageSize = 200;

/** All documents that fit the filter, newest first, page by page. */
export function useDocuments(filter: { collection: string | undefined; contains: string }) {
  const { client } = useApi();
  const { collection, contains } = filter;
  return useInfiniteQuery({
    queryKey: ['documents', filter],
    queryFn: ({ signal, pageParam }) =>
      client.call(
        'documents.list',
        {
          limit: pageSize,
          ...(collection === undefined ? {} : { collection }),
          ...(contains === '' ? {} : { contains }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useDocument(id: string) {
  const { client } = useApi();
  return useQuery({ queryKey: ['document', id], queryFn: ({ signal }) => client.call('documents.read', { id }, { signal }) });
}

export function useCollections() {
  const { client } = useApi();
  return useQuery({ queryKey: ['collections'], queryFn: ({ signal }) => client.call('collections.list', {}, { signal }) });
}

export function useFolders(path: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['folders', path],
    queryFn: ({ signal }) => client.call('folders.list', { path }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The lists change by the event that follows, not by the click. */
export function useCreateDocument() {
  const { client } = useApi();
  return useMutation({ mutationFn: (input: ClientInput<'documents.create'>) => client.call('documents.create', input) });
}

export function useCreateDocuments() {
  const { client } = useApi();
  const showTask = useShowTask();
  return useMutation({
    mutationFn: (input: ClientInput<'documents.create-many'>) => client.call('documents.create-many', input),
    onSuccess: showTask,
  });
}

export function useIndexFolder() {
  const { client } = useApi();
  const showTask = useShowTask();
  return useMutation({
    mutationFn: (input: ClientInput<'documents.index-folder'>) => client.call('documents.index-folder', input),
    onSuccess: showTask,
  });
}

export function useDeleteDocument() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.call('documents.delete', { id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['documents'] }),
  });
}

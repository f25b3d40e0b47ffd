import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ClientInput, Setup } from '#contract';
import { useApi } from './api-context.tsx';
import { useShowTask } from './use-tasks.ts';

type Saved = ClientInput<'setup.save'>;

/** How far the setup is, what was chosen and what it takes; kept up to date by events. */
export function useSetup() {
  const { client } = useApi();
  return useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => client.call('setup.read', {}, { signal }), refetchOnMount: 'always' });
}

/** Remembers a step or choices at once. `draft` is what was chosen and not yet confirmed; an error takes it back. */
export function useSaveSetup() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Saved>({});
  const last = useRef(0);
  const mutation = useMutation({
    scope: { id: 'setup' },
    mutationFn: (saved: Saved) => client.call('setup.save', saved),
    onSuccess: (setup) => queryClient.setQueryData<Setup>(['setup'], setup),
  });
  return {
    draft,
    error: mutation.error,
    isPending: mutation.isPending,
    save(saved: Saved): void {
      last.current += 1;
      const mine = last.current;
      setDraft((before) => ({ ...before, ...saved }));
      mutation.mutate(saved, {
        onSettled: () => {
          if (mine === last.current) setDraft({});
        },
      });
    },
  };
}

/** Begins to carry it out; what follows is told by events. */
export function useRunSetup() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const showTask = useShowTask();
  return useMutation({
    mutationFn: () => client.call('setup.run', {}),
    onSuccess(task) {
      showTask(task);
      return queryClient.invalidateQueries({ queryKey: ['setup'] });
    },
  });
}

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ClientInput, ConfigDocumentName, Output } from '#contract';
import { useApi } from './api-context.tsx';
import { useShowTask } from './use-tasks.ts';

/** Single values or a whole text, made from the file as it was at `base_revision`. */
export type ConfigEdit = Pick<ClientInput<'config.preview'>, 'document' | 'base_revision' | 'text' | 'changes'>;

/** Every setting and variable with value, origin and layers. The files have no events while an editor writes them: who comes back is to see it. */
export function useConfig() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['config', 'read'],
    queryFn: ({ signal }) => client.call('config.read', {}, { signal }),
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
  });
}

/** Reads the values again: an editor outside has changed a file, and sends no event. */
export function useReadConfigAgain(): () => void {
  const queryClient = useQueryClient();
  return useCallback(() => void queryClient.invalidateQueries({ queryKey: ['config', 'read'] }), [queryClient]);
}

/** One key with its history, and what the host and the containers have; asks them when it is opened. */
export function useConfigKey(key: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['config', 'key', key],
    queryFn: ({ signal }) => client.call('config.explain', { key }, { signal }),
    gcTime: 0,
  });
}

export function useConfigText(document: ConfigDocumentName) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['config', 'text', document],
    queryFn: ({ signal }) => client.call('config.read-document', { document }, { signal }),
    refetchOnMount: 'always',
  });
}

/**
 * What an edit would do; nothing is asked while there is none.
 * @param isDryRun asks the programs themselves too, which takes seconds
 */
export function useConfigPreview(edit: ConfigEdit | undefined, { isDryRun }: { isDryRun: boolean }) {
  const { client } = useApi();
  return useQuery({
    queryKey: ['config', 'preview', isDryRun, edit],
    queryFn: ({ signal }) => {
      if (edit === undefined) throw new Error('a preview needs an edit');
      return client.call('config.preview', { ...edit, dry_run: isDryRun }, { signal });
    },
    enabled: edit !== undefined,
    gcTime: 0,
    // While one types, the last answer stands until the next.
    ...(isDryRun ? {} : { placeholderData: keepPreviousData }),
  });
}

/** Writes an edit; what restarts is told by its task. */
export function useApplyConfig() {
  const { client } = useApi();
  const settled = useSettled();
  return useMutation({
    mutationFn: (input: ClientInput<'config.apply'>) => client.call('config.apply', input),
    onSuccess: settled.success,
    onError: settled.again,
  });
}

export function useUndoConfig() {
  const { client } = useApi();
  const settled = useSettled();
  return useMutation({
    mutationFn: (input: ClientInput<'config.undo'>) => client.call('config.undo', input),
    onSuccess: settled.success,
    onError: settled.again,
  });
}

function useSettled() {
  const queryClient = useQueryClient();
  const showTask = useShowTask();
  const again = () => void queryClient.invalidateQueries({ queryKey: ['config'] });
  return {
    again,
    success({ step, task }: Output<'config.apply'>) {
      if (task !== null) showTask(task);
      // The host may be on its way to a restart and not answer the question for the list.
      queryClient.setQueryData<Output<'config.history'>>(['config', 'history'], (list) =>
        list === undefined || step === null ? list : { steps: [step, ...list.steps.filter(({ id }) => id !== step.id)] },
      );
      again();
    },
  };
}

/** Steps, newest first. Refused with `scope_missing` to whoever may only read. */
export function useConfigHistory() {
  const { client } = useApi();
  return useQuery({ queryKey: ['config', 'history'], queryFn: ({ signal }) => client.call('config.history', { limit: 500 }, { signal }) });
}

/** Where host, containers and programs differ from the files; asked when a person asks, for it asks each of them. */
export function useConfigDrift() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: ['config', 'drift'],
    async queryFn({ signal }) {
      const drift = await client.call('config.drift', {}, { signal });
      // What it was compared with is to be what the page shows.
      void queryClient.invalidateQueries({ queryKey: ['config', 'read'] });
      return drift;
    },
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

export function useRestartHost() {
  const { client } = useApi();
  return useMutation({ mutationFn: () => client.call('host.restart', {}) });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ClientInput, GantryError, Output, Strength } from '#contract';
import { useApi } from './api-context.tsx';
import { asGantryError } from './session.ts';

/** All secrets without their values, and how they are kept. Files have no events: who changes one and comes back is to see it. */
export function useCredentials() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['credentials'],
    queryFn: ({ signal }) => client.call('credentials.list', {}, { signal }),
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
  });
}

export function useCredentialCalls() {
  const { client } = useApi();
  return {
    rotate: (names: string[]) => client.call('credentials.rotate', { names }),
    repair: (name: string) => client.call('credentials.repair', { name }),
    set: (input: ClientInput<'credentials.set'>) => client.call('credentials.set', input),
  };
}

/** The value of one secret, handed to who asked and kept in no cache. */
export function useRevealCredential() {
  const { client } = useApi();
  return useMutation({
    mutationFn: async ({ name, take }: { name: string; take: (value: string) => Promise<void> | void }) => {
      await take((await client.call('credentials.reveal', { name })).value);
    },
    gcTime: 0,
  });
}

export function useGenerateCredentials() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (names: string[]) => client.call('credentials.generate', { names }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['credentials'] }),
  });
}

/** Write or delete the env file with all secrets. */
export function useCredentialExport() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (verb: 'write' | 'delete'): Promise<void> => {
      await (verb === 'write' ? client.call('credentials.export', {}) : client.call('credentials.delete-export', {}));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['credentials'] }),
  });
}

/** Changes to the store; each reply says how it is kept now. */
export function useSecretStore() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const take = ({ store }: Pick<Output<'credentials.list'>, 'store'>) => {
    queryClient.setQueryData<Output<'credentials.list'>>(['credentials'], (list) => list && { ...list, store });
    void queryClient.invalidateQueries({ queryKey: ['credentials'] });
  };
  const lock = useMutation({ mutationFn: () => client.call('credentials.lock', {}), onSuccess: take });
  const unlock = useMutation({
    mutationFn: (passphrase: string) => client.call('credentials.unlock', { passphrase }),
    onSuccess: take,
    gcTime: 0,
  });
  const move = useMutation({
    mutationFn: (input: ClientInput<'credentials.move'>) => client.call('credentials.move', input),
    onSuccess: take,
    gcTime: 0,
  });
  return { lock, unlock, move };
}

/** A person types on; the host is asked when they pause. */
const strengthWaitMs = 250;

/** How strong a typed value is by the host's judgement; undefined while nothing was typed or it is being asked. */
export function useStrength(name: string | undefined, value: string): { strength: Strength | undefined; error: GantryError | undefined } {
  const { client } = useApi();
  const [answer, setAnswer] = useState<{ value: string; strength?: Strength; error?: GantryError }>();
  useEffect(() => {
    if (name === undefined || value === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.call('credentials.check', { name, value }, { signal: abort.signal }).then(
        (strength) => setAnswer({ value, strength }),
        (error: unknown) => {
          if (!abort.signal.aborted) setAnswer({ value, error: asGantryError(error) });
        },
      );
    }, strengthWaitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, name, value]);
  const isOfThis = answer?.value === value;
  return { strength: isOfThis ? answer.strength : undefined, error: isOfThis ? answer.error : undefined };
}

import type { Routes } from '#contract';
import type { SecretStore } from './secret-store.ts';

/** Handlers of the operations that change how secrets are kept. `isMounted`: whether a running container mounts a secret's file. */
export function secretStoreRoutes({ store, isMounted }: { store: SecretStore; isMounted(name: string): boolean }): Routes {
  return {
    'credentials.move': (input) => store.move(input),
    'credentials.unlock': async ({ passphrase }) => {
      await store.unlock(passphrase);
      return { store: store.info() };
    },
    'credentials.lock': async () => {
      await store.lock(isMounted);
      return { store: store.info() };
    },
  };
}

import { join } from 'node:path';
import type { SecretStoreInfo } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import type { Keychain } from '../secret-store.ts';
import { createSecretStore, type SecretStoreOptions } from './create-secret-store.ts';

/** A keychain whose key is the same in every process, as the system's own is for one person. */
export function testKeychain(described: Partial<SecretStoreInfo['keychain']> = {}): Keychain {
  const mix = (data: Uint8Array) => Uint8Array.from(data, (byte, index) => byte ^ (index * 37 + 11));
  return {
    describe: async () => ({ is_available: true, backend: 'gnome_libsecret', is_real: true, reason: 'For tests.', ...described }),
    wrap: async (plain) => mix(plain),
    unwrap: async (sealed) => mix(sealed),
  };
}

/** A store in a home folder of its own; its log is the home's `log`. */
export function testStore(home: string, options: Partial<SecretStoreOptions> = {}) {
  const events = createEvents();
  const log = createLog({ level: 'trace', file: join(home, 'log') });
  const store = createSecretStore({ paths: resolvePaths({ GANTRY_HOME: home }), log, events, keychain: testKeychain(), ...options });
  return { store, events, log };
}

import type { Output, SecretStoreInfo } from '#contract';

type MoveInput = { to: 'files' | 'passphrase' | 'keychain'; passphrase?: string | undefined; accept_unprotected: boolean };

/**
 * The one place secrets of the stack are kept. Whatever keeps them, plain files stand in `folder()` while containers
 * may mount them: one file a secret, 0600, without a line end. Values never leave by an error, an event or the log.
 */
export interface SecretStore {
  /** Reads what there is; finishes a write that a crash cut off. Call once, before anything else. */
  open(): Promise<void>;
  info(): SecretStoreInfo;
  /** Folder of the plain files, absolute; another one after `move`. */
  folder(): string;
  /** Names of the secrets there are. Known also while the store is locked. */
  names(): string[];
  changedAt(name: string): string | undefined;
  /** Waits while `exclusively` runs for that name. Undefined where there is none. @throws GantryError `credentials_locked` */
  read(name: string): Promise<string | undefined>;
  /** Makes or replaces a secret, in its keeping place and as a plain file. @throws GantryError `credentials_locked`, `disk_full` */
  write(name: string, value: string): Promise<void>;
  /**
   * As `write`, but into the same inode of the plain file, so that running containers that mount it see the new value
   * at once. A crash in the middle is finished at the next `open`: the value is the old or the new one, never half.
   */
  replaceInPlace(name: string, value: string): Promise<void>;
  /** Keeps a value aside for a rotation to come, so that a task never carries it. Replaces an earlier one. */
  stage(name: string, value: string): Promise<void>;
  staged(name: string): Promise<string | undefined>;
  dropStaged(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Runs `work` while no `read` of that name is answered: for the moment in which owner and file change together. */
  exclusively<T>(
    name: string,
    work: (access: { current: string | undefined; replace(value: string): Promise<void> }) => Promise<T>,
  ): Promise<T>;
  /** @throws GantryError `keychain_unavailable`, `consent_needed`, `credential_weak`, `credentials_locked`, `conflict` */
  move(input: MoveInput): Promise<Output<'credentials.move'>>;
  /** @throws GantryError `passphrase_wrong`, `conflict` when there is no vault */
  unlock(passphrase: string): Promise<void>;
  /** Plain files for which `isMounted` says true stay. @throws GantryError `conflict` when there is no vault */
  lock(isMounted: (name: string) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** The system's keychain, which only the Gantry window can reach (Electron's safeStorage). */
export interface Keychain {
  describe(): Promise<SecretStoreInfo['keychain']>;
  /** Encrypts a short key. @throws GantryError `keychain_unavailable` */
  wrap(plain: Uint8Array): Promise<Uint8Array>;
  /** @throws GantryError `keychain_unavailable` */
  unwrap(sealed: Uint8Array): Promise<Uint8Array>;
}

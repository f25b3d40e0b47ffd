import { GantryError, passphraseSchema, type SecretStoreInfo } from '#contract';
import type { Keychain } from '../secret-store.ts';
import { checkStrength } from '../strength.ts';
import { type KeySlot, makeKeychainSlot, makePassphraseSlot, openKeychainSlot, openPassphraseSlot } from './key-slots.ts';

/** What a person asked a vault to be opened with. */
export interface KeyChoice {
  to: 'passphrase' | 'keychain';
  /** With `keychain`: a second way to open it, for the day the keychain is lost or there is no window. */
  passphrase?: string | undefined;
  accept_unprotected: boolean;
}

/** Refuses a choice before anything is made. @throws GantryError `keychain_unavailable`, `consent_needed`, `credential_weak`, `invalid_value` */
export async function expectAllowed(
  { to, passphrase, accept_unprotected }: KeyChoice,
  keychain: SecretStoreInfo['keychain'],
): Promise<void> {
  if (to === 'passphrase' && passphrase === undefined) {
    throw new GantryError('invalid_value', { message: 'A vault with a passphrase needs the passphrase.', field: 'passphrase' });
  }
  if (passphrase !== undefined) await expectStrong(passphrase);
  if (to === 'passphrase') return;
  if (!keychain.is_available) throw new GantryError('keychain_unavailable', { message: keychain.reason });
  if (!keychain.is_real && !accept_unprotected) {
    throw new GantryError('consent_needed', {
      message: `The keychain of this system (${keychain.backend}) protects nothing: anybody who has the files can derive its key.`,
      field: 'accept_unprotected',
      fix: 'Use a passphrase, or accept that the secrets are as readable as plain files.',
    });
  }
}

/** Wraps the data key as chosen. @throws GantryError `keychain_unavailable` */
export async function makeSlots(
  { to, passphrase }: KeyChoice,
  { keychain, dataKey, id }: { keychain: Keychain; dataKey: Buffer; id: string },
): Promise<KeySlot[]> {
  const slots = to === 'keychain' ? [await makeKeychainSlot(dataKey, keychain)] : [];
  if (passphrase !== undefined) slots.push(await makePassphraseSlot(dataKey, passphrase, id));
  return slots;
}

/**
 * The data key: by the passphrase where there is one and a slot for it, else by the keychain.
 * @throws GantryError `passphrase_wrong`, `keychain_unavailable`
 */
export async function openSlots(
  { slots, id }: { slots: readonly KeySlot[]; id: string },
  { keychain, passphrase }: { keychain: Keychain; passphrase: string },
): Promise<Buffer> {
  const byKeychain = slots.find((slot) => slot.type === 'keychain');
  const byPassphrase = slots.find((slot) => slot.type === 'passphrase');
  if (byKeychain !== undefined && (passphrase === '' || byPassphrase === undefined)) return await openKeychainSlot(byKeychain, keychain);
  const dataKey = byPassphrase === undefined ? undefined : await openPassphraseSlot(byPassphrase, passphrase, id);
  if (dataKey === undefined) throw new GantryError('passphrase_wrong', { field: 'passphrase' });
  return dataKey;
}

async function expectStrong(passphrase: string): Promise<void> {
  const { error } = passphraseSchema.safeParse(passphrase);
  if (error !== undefined)
    throw new GantryError('invalid_value', { message: `The passphrase ${error.issues[0]?.message}.`, field: 'passphrase' });
  const { is_strong_enough, problem } = await checkStrength(passphrase, { kind: 'passphrase' });
  if (!is_strong_enough)
    throw new GantryError('credential_weak', {
      message: `The passphrase can be guessed${problem === null ? '' : `: ${problem}`}.`,
      field: 'passphrase',
    });
}

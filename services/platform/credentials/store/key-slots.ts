import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { GantryError } from '#contract';
import type { Keychain } from '../secret-store.ts';
import { seal, unseal } from './vault-crypto.ts';

/**
 * OWASP Password Storage Cheat Sheet, scrypt: at least N = 2^17, r = 8 (128 MiB), p = 1.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 * Fixed for version 1 of the vault, so that a file cannot ask for less, or for all the memory there is.
 */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
/** 128 * N * r bytes and some for the rest; Node's default of 32 MiB would refuse. */
const maxmem = 256 * 1024 * 1024;

const passphraseSlotSchema = z.strictObject({
  type: z.literal('passphrase'),
  kdf: z.literal(`scrypt-${cost.N}-${cost.r}-${cost.p}`),
  salt: z.base64(),
  sealed: z.base64(),
});
const keychainSlotSchema = z.strictObject({
  type: z.literal('keychain'),
  backend: z.string().max(100),
  is_real: z.boolean(),
  sealed: z.base64(),
});

/** As in LUKS: the data key stays the same, each slot wraps it another way, and any of them opens the vault. */
export const keySlotSchema = z.discriminatedUnion('type', [passphraseSlotSchema, keychainSlotSchema]);
export type KeySlot = z.infer<typeof keySlotSchema>;

const boundOf = (id: string, slot: { kdf: string }) => ['gantry vault', '1', id, 'passphrase slot', slot.kdf];

export async function makePassphraseSlot(dataKey: Buffer, passphrase: string, id: string): Promise<KeySlot> {
  const salt = randomBytes(16);
  const kdf = `scrypt-${cost.N}-${cost.r}-${cost.p}` as const;
  const sealed = seal(await derive(passphrase, salt), dataKey, boundOf(id, { kdf }));
  return { type: 'passphrase', kdf, salt: salt.toString('base64'), sealed };
}

/** Undefined where the passphrase is another. */
export async function openPassphraseSlot(
  slot: Extract<KeySlot, { type: 'passphrase' }>,
  passphrase: string,
  id: string,
): Promise<Buffer | undefined> {
  return unseal(await derive(passphrase, Buffer.from(slot.salt, 'base64')), slot.sealed, boundOf(id, slot));
}

/** @throws GantryError `keychain_unavailable` */
export async function makeKeychainSlot(dataKey: Buffer, keychain: Keychain): Promise<KeySlot> {
  const { backend, is_real } = await keychain.describe();
  return { type: 'keychain', backend, is_real, sealed: Buffer.from(await keychain.wrap(dataKey)).toString('base64') };
}

/** @throws GantryError `keychain_unavailable` */
export async function openKeychainSlot(slot: Extract<KeySlot, { type: 'keychain' }>, keychain: Keychain): Promise<Buffer> {
  const dataKey = Buffer.from(await keychain.unwrap(Buffer.from(slot.sealed, 'base64')));
  if (dataKey.length !== 32)
    throw new GantryError('keychain_unavailable', { message: 'The keychain gave another key than the one it was given.' });
  return dataKey;
}

function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters can be typed as other code points on another keyboard.
    scrypt(passphrase.normalize('NFC'), salt, 32, { ...cost, maxmem }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

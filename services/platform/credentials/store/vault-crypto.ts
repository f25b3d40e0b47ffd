import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bits, made anew for each encryption, and the full tag. */
const nonceBytes = 12;
const tagBytes = 16;

/** The data key of a vault in two halves of use, so that no key serves two purposes. */
export interface VaultKeys {
  dataKey: Buffer;
  sealing: Buffer;
  signing: Buffer;
}

export const newDataKey = (): Buffer => randomBytes(32);

export function vaultKeysOf(dataKey: Buffer): VaultKeys {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', dataKey, '', `gantry vault 1 ${use}`, 32));
  return { dataKey, sealing: derive('sealing'), signing: derive('signing') };
}

/** Overwrites keys in memory. What the garbage collector may have copied is out of reach. */
export function forgetKeys({ dataKey, sealing, signing }: VaultKeys): void {
  for (const key of [dataKey, sealing, signing]) key.fill(0);
}

/** Encrypts; `bound` says what the text is and where it belongs, and must be the same to open it. Base64 of nonce, tag and text. */
export function seal(key: Buffer, plain: Buffer, bound: readonly string[]): string {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  encryption.setAAD(Buffer.from(JSON.stringify(bound)));
  const text = Buffer.concat([encryption.update(plain), encryption.final()]);
  return Buffer.concat([nonce, encryption.getAuthTag(), text]).toString('base64');
}

/** Undefined where the key, the bytes or what they are bound to is another. */
export function unseal(key: Buffer, sealed: string, bound: readonly string[]): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decryption.setAAD(Buffer.from(JSON.stringify(bound)));
  decryption.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = decryption.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    return Buffer.concat([text, decryption.final()]);
  } catch {
    return undefined;
  }
}

export function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

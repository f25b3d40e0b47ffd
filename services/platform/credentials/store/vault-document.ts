import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { credentialNameSchema, GantryError } from '#contract';
import { keySlotSchema } from './key-slots.ts';
import { sign } from './vault-crypto.ts';

const entrySchema = z.strictObject({ changed_at: z.iso.datetime(), sealed: z.base64() });
const entriesSchema = z.record(credentialNameSchema, entrySchema);

const vaultDocumentSchema = z.strictObject({
  gantry_vault: z.literal(1),
  id: z.base64(),
  slots: z.array(keySlotSchema).min(1).max(2),
  secrets: entriesSchema,
  staged: entriesSchema,
  /** HMAC of all above with the data key: what an attacker changed is noticed once the vault is unlocked. */
  signature: z.base64(),
  /** SHA-256 of all above: what a disk or an editor changed is noticed at once, also while locked. */
  checksum: z.base64(),
});

/** What `vault.json` holds. Names, times and the number of secrets are readable; values are not. */
export type VaultDocument = z.infer<typeof vaultDocumentSchema>;
export type VaultBody = Omit<VaultDocument, 'signature' | 'checksum' | 'gantry_vault'>;
export type VaultEntry = z.infer<typeof entrySchema>;

/** Reads the text of a vault. @throws GantryError `config_invalid` naming the file; it is left as it is */
export function parseVault(text: string, path: string): VaultDocument {
  let parsed: ReturnType<typeof vaultDocumentSchema.safeParse>;
  try {
    parsed = vaultDocumentSchema.safeParse(JSON.parse(text));
  } catch {
    throw damaged(path);
  }
  // Written one way only, so not even a space may be another.
  if (!parsed.success || serializeVault(parsed.data) !== text || checksumOf(parsed.data) !== parsed.data.checksum) throw damaged(path);
  return parsed.data;
}

export function serializeVault(document: VaultDocument): string {
  const { signature, checksum } = document;
  return `${JSON.stringify({ ...orderedBody(document), signature, checksum }, null, 2)}\n`;
}

export function signVault(body: VaultBody, signingKey: Buffer): VaultDocument {
  const ordered = orderedBody(body);
  const signature = sign(signingKey, JSON.stringify(ordered));
  return { ...ordered, signature, checksum: checksumOf({ ...ordered, signature }) };
}

export function isSignedBy(document: VaultDocument, signingKey: Buffer): boolean {
  const expected = Buffer.from(sign(signingKey, JSON.stringify(orderedBody(document))));
  const given = Buffer.from(document.signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export function damaged(path: string): GantryError {
  return new GantryError('config_invalid', {
    message: `${path} is not the vault that Gantry wrote: it was changed or cut off.`,
    field: 'vault.json',
    fix: 'Nothing was deleted. Put the file back from a backup; to start without its secrets, move it away, and new ones are made.',
  });
}

function orderedBody({ id, slots, secrets, staged }: VaultBody): Omit<VaultDocument, 'signature' | 'checksum'> {
  return { gantry_vault: 1, id, slots, secrets: sorted(secrets), staged: sorted(staged) };
}

function sorted(entries: Record<string, VaultEntry>): Record<string, VaultEntry> {
  return Object.fromEntries(
    Object.keys(entries)
      .sort()
      .flatMap((name) => {
        const entry = entries[name];
        return entry === undefined ? [] : [[name, { changed_at: entry.changed_at, sealed: entry.sealed }]];
      }),
  );
}

function checksumOf(document: Omit<VaultDocument, 'checksum'>): string {
  const text = JSON.stringify({ ...orderedBody(document), signature: document.signature });
  return createHash('sha256').update(text).digest('base64');
}

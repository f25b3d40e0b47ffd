import { z } from 'zod';
import { serviceNameSchema } from '../stack/service.ts';
import { timestampSchema } from '../values.ts';

/** Name of a secret in the compose file, which is the name of its file too. */
export const credentialNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, _ and -, starting with a letter');

/** Longest credential, characters. Redis, Postgres and HTTP headers take more; nobody types more. */
export const maxCredentialChars = 256;

/**
 * What may be a credential: any character a person can type. Control characters are refused, for line feeds end a value
 * in env files, headers and prompts; so are lone surrogates and spaces at either end, which people lose when copying.
 */
export const credentialValueSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(maxCredentialChars, `must be at most ${maxCredentialChars} characters`)
  .refine((value) => !/\p{Cc}/u.test(value), { message: 'must not contain control characters such as line feeds or tabs', abort: true })
  .refine((value) => !/\p{Cs}/u.test(value), { message: 'must be well-formed Unicode (it has a lone surrogate)', abort: true })
  .refine((value) => value.trim() === value, 'must not begin or end with a space');

/** A person's passphrase of the vault. */
export const passphraseSchema = z.string().min(8, 'must be at least 8 characters').max(1024, 'must be at most 1024 characters');

export const credentialKindSchema = z
  .enum(['password', 'api-key', 'token', 'signing-key'])
  .describe('password: a person or a client logs in with it; token: of the local API; signing-key: signs sessions');

/** One secret of the stack; its value is never in it. */
export const credentialSchema = z
  .object({
    name: credentialNameSchema,
    title: z.string(),
    description: z.string(),
    kind: credentialKindSchema,
    owner: serviceNameSchema.nullable().describe('The service that checks it; null: the local API'),
    used_by: z.array(serviceNameSchema).describe('Services that are given it'),
    exists: z.boolean(),
    changed_at: timestampSchema.nullable(),
    strength: z.enum(['strong', 'fair', 'weak', 'unknown']).describe('unknown: it does not exist, or the store is locked'),
    rotation: z
      .enum(['live', 'restart'])
      .describe('live: its owner takes a new one while it runs; restart: owner and users are restarted in order'),
    state: z
      .enum(['ok', 'missing', 'refused', 'unknown'])
      .describe('refused: its owner does not accept it; unknown: its owner does not run'),
    reason: z.string(),
    fix: z.string().nullable(),
  })
  .meta({ id: 'Credential' });
export type Credential = z.infer<typeof credentialSchema>;

export const protectionSchema = z
  .enum(['file-mode', 'passphrase', 'keychain', 'unprotected'])
  .describe(
    'file-mode: plain files only your user can read (0600); passphrase: encrypted, the key from a passphrase; keychain: encrypted, the key kept by the system; unprotected: encrypted with a key anybody can derive (basic_text)',
  );
export type Protection = z.infer<typeof protectionSchema>;

/** Where secrets are kept, and what that protects against, said plainly. */
export const secretStoreSchema = z
  .object({
    kind: z.enum(['files', 'vault']),
    protection: protectionSchema,
    state: z.enum(['open', 'locked']),
    statement: z.string().describe('What it protects against and what not, in one or two sentences'),
    place: z.string().describe('File or folder'),
    handed_over: z.string().describe('Folder of the plain files that containers mount while they run'),
    keychain: z.object({
      is_available: z.boolean(),
      backend: z.string().describe('As Electron names it, e.g. gnome_libsecret, kwallet6, basic_text; `none` without the window'),
      is_real: z.boolean().describe('false for basic_text, which protects nothing'),
      reason: z.string(),
    }),
  })
  .meta({ id: 'SecretStore' });
export type SecretStoreInfo = z.infer<typeof secretStoreSchema>;

export const strengthSchema = z.object({
  score: z.number().int().min(0).max(4).describe('As zxcvbn: 0 guessed at once, 4 very hard to guess'),
  guesses_log10: z.number().nonnegative(),
  is_strong_enough: z.boolean(),
  problem: z.string().nullable().describe('Why it is not allowed or weak'),
  suggestions: z.array(z.string()),
});
export type Strength = z.infer<typeof strengthSchema>;

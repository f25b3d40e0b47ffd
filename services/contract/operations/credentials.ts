import { z } from 'zod';
import {
  credentialNameSchema,
  credentialSchema,
  credentialValueSchema,
  maxCredentialChars,
  passphraseSchema,
  secretStoreSchema,
  strengthSchema,
} from '../credentials/credential.ts';
import { operation } from '../operation.ts';
import { taskSchema } from '../task.ts';

const tag = 'Credentials';
const one = z.object({ name: credentialNameSchema });
const names = z.array(credentialNameSchema).max(100).default([]);
const errors = ['credentials_locked', 'compose_invalid', 'not_found'] as const;

/** Secrets of the stack: made, set, changed while it runs, kept safe, handed over. */
export const credentialOperations = {
  'credentials.list': operation({
    method: 'GET',
    path: '/credentials',
    scope: 'read',
    tag,
    summary: 'Every secret of the stack without its value, and how they are kept',
    input: z.object({}),
    output: z.object({
      store: secretStoreSchema,
      credentials: z.array(credentialSchema),
      export: z
        .object({ file: z.string(), exists: z.boolean(), is_current: z.boolean().describe('Holds what is valid now') })
        .describe('The env file for plain Compose'),
    }),
    errors: ['compose_invalid'],
  }),
  'credentials.generate': operation({
    method: 'POST',
    path: '/credentials/generate',
    scope: 'admin',
    tag,
    summary: 'Make the secrets that are missing: strong, URL-safe, as long as their service takes',
    input: z.object({ names: names.describe('Empty: all that are missing') }),
    output: z.object({ made: z.array(credentialNameSchema) }),
    errors: [...errors, 'disk_full'],
  }),
  'credentials.check': operation({
    method: 'POST',
    path: '/credentials/{name}/check',
    scope: 'admin',
    tag,
    summary: 'How strong a typed secret would be; it is kept nowhere',
    input: one.extend({ value: z.string().max(maxCredentialChars) }),
    output: strengthSchema,
    errors: ['not_found'],
  }),
  'credentials.set': operation({
    method: 'PUT',
    path: '/credentials/{name}',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Give a secret a value of your own; where its owner runs, by a rotation',
    input: one.extend({
      value: credentialValueSchema,
      accept_weak: z.boolean().default(false).describe('Take it although it can be guessed'),
    }),
    output: taskSchema,
    errors: [...errors, 'credential_weak', 'conflict'],
  }),
  'credentials.rotate': operation({
    method: 'POST',
    path: '/credentials/rotate',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Replace secrets by new ones while the stack runs: owner, users in order, proof by login, then the old one is dropped',
    input: z.object({ names: names.describe('Empty: all there are') }),
    output: taskSchema,
    errors: [...errors, 'conflict'],
  }),
  'credentials.repair': operation({
    method: 'POST',
    path: '/credentials/{name}/repair',
    scope: 'admin',
    tag,
    status: 202,
    summary: 'Make the owner accept the secret it is given, where its data was made with another one; no data is lost',
    input: one,
    output: taskSchema,
    errors: [...errors, 'conflict', 'engine_unavailable'],
  }),
  'credentials.reveal': operation({
    method: 'POST',
    path: '/credentials/{name}/reveal',
    scope: 'admin',
    tag,
    summary: 'Read one secret, to log in with it; noted in the log by name',
    input: one,
    output: z.object({ name: credentialNameSchema, value: z.string() }),
    errors,
  }),
  'credentials.export': operation({
    method: 'POST',
    path: '/credentials/export',
    scope: 'admin',
    tag,
    summary: 'Write all secrets into an env file (0600) for use without Gantry',
    input: z.object({}),
    output: z.object({ file: z.string(), names: z.array(z.string()) }),
    errors: [...errors, 'disk_full'],
  }),
  'credentials.delete-export': operation({
    method: 'DELETE',
    path: '/credentials/export',
    scope: 'admin',
    tag,
    status: 204,
    reply: 'none',
    summary: 'Delete the env file with the secrets',
    input: z.object({}),
    output: z.undefined(),
  }),
  'credentials.move': operation({
    method: 'POST',
    path: '/credentials/store',
    scope: 'admin',
    tag,
    summary: 'Keep the secrets another way: all are copied, read back and compared before the old place is cleared',
    input: z.object({
      to: z.enum(['files', 'passphrase', 'keychain']),
      passphrase: passphraseSchema.optional().describe('For `passphrase`'),
      accept_unprotected: z.boolean().default(false).describe('Take a keychain that protects nothing (basic_text)'),
    }),
    output: z.object({ store: secretStoreSchema, moved: z.array(credentialNameSchema) }),
    errors: ['credentials_locked', 'keychain_unavailable', 'consent_needed', 'credential_weak', 'disk_full', 'conflict'],
  }),
  'credentials.unlock': operation({
    method: 'POST',
    path: '/credentials/unlock',
    scope: 'admin',
    tag,
    summary: 'Open the vault with its passphrase until the host stops or it is locked',
    input: z.object({ passphrase: z.string().max(1024) }),
    output: z.object({ store: secretStoreSchema }),
    errors: ['passphrase_wrong', 'conflict'],
  }),
  'credentials.lock': operation({
    method: 'POST',
    path: '/credentials/lock',
    scope: 'admin',
    tag,
    summary: 'Close the vault and remove the plain files no running container mounts',
    input: z.object({}),
    output: z.object({ store: secretStoreSchema }),
    errors: ['conflict'],
  }),
};

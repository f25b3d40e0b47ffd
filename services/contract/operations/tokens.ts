import { z } from 'zod';
import { operation, scopes } from '../operation.ts';
import { timestampSchema, uuidSchema } from '../values.ts';

const tag = 'Access';

export const tokenNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,62}$/, 'must be 1 to 63 of letters, digits, spaces and ._@-, starting with a letter or digit');

const scopeList = z
  .array(z.enum(scopes))
  .min(1)
  .max(scopes.length)
  .refine((list) => new Set(list).size === list.length, 'must name each scope once');

const perMinute = z.number().int().min(1).max(1_000_000);

/** One token; the secret itself is shown once, when it is made. */
export const tokenSchema = z
  .object({
    id: uuidSchema,
    name: tokenNameSchema,
    kind: z.enum(['api', 'file']).describe('file: kept in a file (0600) that programs read; replaced, not revoked'),
    file: z.string().nullable(),
    hint: z.string().describe('First characters, to tell tokens apart'),
    scopes: z.array(z.enum(scopes)),
    created_at: timestampSchema.nullable(),
    created_by: z.string(),
    expires_at: timestampSchema.nullable(),
    is_expired: z.boolean(),
    last_used_at: timestampSchema.nullable(),
    requests: z.number().int().nonnegative(),
    errors: z.number().int().nonnegative().describe('Requests answered with 4xx or 5xx'),
    tokens: z.number().int().nonnegative().describe('Model tokens its requests used'),
    limited: z.number().int().nonnegative().describe('Requests refused by its rate limit'),
    requests_per_minute: perMinute.nullable().describe('Limit of its own; null: server.requestsPerMinute counts'),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

export const browserSessionSchema = z
  .object({
    id: z.string(),
    caller: z.string().describe('`panel` by a link, else the name of the token it was made with'),
    scopes: z.array(z.enum(scopes)),
    created_at: timestampSchema.nullable(),
    expires_at: timestampSchema,
    is_yours: z.boolean(),
  })
  .meta({ id: 'BrowserSession' });
export type BrowserSession = z.infer<typeof browserSessionSchema>;

/** Who may come in: API tokens and browser sessions. */
export const tokenOperations = {
  'tokens.list': operation({
    method: 'GET',
    path: '/tokens',
    scope: 'admin',
    tag,
    summary: 'All tokens with scopes, expiry and use',
    input: z.object({}),
    output: z.object({ tokens: z.array(tokenSchema) }),
  }),
  'tokens.create': operation({
    method: 'POST',
    path: '/tokens',
    scope: 'admin',
    tag,
    status: 201,
    summary: 'Make a token; its secret is in this reply and nowhere else',
    input: z.object({
      name: tokenNameSchema,
      scopes: scopeList,
      expires_in_days: z.number().int().min(1).max(3650).nullable().default(90).describe('null: never'),
      requests_per_minute: perMinute.nullable().default(null),
    }),
    output: z.object({ token: tokenSchema, secret: z.string() }),
    errors: ['conflict', 'disk_full'],
  }),
  'tokens.update': operation({
    method: 'PATCH',
    path: '/tokens/{id}',
    scope: 'admin',
    tag,
    summary: 'Change name, scopes, expiry or limit of a token',
    input: z.object({
      id: uuidSchema,
      name: tokenNameSchema.optional(),
      scopes: scopeList.optional(),
      expires_in_days: z.number().int().min(1).max(3650).nullable().optional().describe('From now; null: never'),
      requests_per_minute: perMinute.nullable().optional(),
    }),
    output: tokenSchema,
    errors: ['not_found', 'conflict', 'disk_full'],
  }),
  'tokens.revoke': operation({
    method: 'DELETE',
    path: '/tokens/{id}',
    scope: 'admin',
    tag,
    status: 204,
    reply: 'none',
    summary: 'Revoke a token at once, with the sessions made by it',
    input: z.object({ id: uuidSchema }),
    output: z.undefined(),
    errors: ['not_found', 'conflict', 'disk_full'],
  }),
  'tokens.replace': operation({
    method: 'POST',
    path: '/tokens/{id}/replace',
    scope: 'admin',
    tag,
    summary: 'Replace the secret of a token and refuse the old one; of a token in a file the new one stands there',
    input: z.object({ id: uuidSchema }),
    output: z.object({ token: tokenSchema, secret: z.string().nullable().describe('null: it stands in the file') }),
    errors: ['not_found', 'conflict', 'disk_full'],
  }),
  'sessions.list': operation({
    method: 'GET',
    path: '/sessions',
    scope: 'admin',
    tag,
    summary: 'Browser sessions that are open',
    input: z.object({}),
    output: z.object({ sessions: z.array(browserSessionSchema) }),
  }),
  'sessions.end': operation({
    method: 'DELETE',
    path: '/sessions/{id}',
    scope: 'admin',
    tag,
    status: 204,
    reply: 'none',
    summary: 'End a browser session at once',
    input: z.object({ id: z.string().max(64) }),
    output: z.undefined(),
    errors: ['not_found'],
  }),
};

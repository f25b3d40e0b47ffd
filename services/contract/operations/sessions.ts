import { z } from 'zod';
import { operation } from '../operation.ts';
import { timestampSchema } from '../values.ts';

/** How a browser gets in: a one-time link becomes a cookie plus a key that only this origin can read. */
export const sessionOperations = {
  'session.link': operation({
    method: 'POST',
    path: '/session/links',
    scope: 'admin',
    tag: 'Control',
    summary: 'Make a one-time link that opens the panel',
    status: 201,
    input: z.object({}),
    output: z.object({ url: z.string().describe('Works once'), expires_at: timestampSchema }),
  }),
  'session.create': operation({
    method: 'POST',
    path: '/session',
    scope: 'public',
    tag: 'Control',
    status: 201,
    summary: 'Exchange a link code or a token for a browser session',
    description:
      'Sets an HttpOnly, SameSite=Strict cookie. Cookies are shared by all ports of a host, so requests must also send the returned key as `X-Gantry-Session`.',
    input: z.object({
      code: z.string().max(200).optional().describe('From a one-time link'),
      token: z.string().max(200).optional().describe('An API token'),
    }),
    output: z.object({ key: z.string(), expires_at: timestampSchema }),
    errors: ['link_used', 'token_invalid'],
  }),
  'session.delete': operation({
    method: 'DELETE',
    path: '/session',
    scope: 'public',
    tag: 'Control',
    summary: 'End the browser session of the cookie that is sent',
    status: 204,
    reply: 'none',
    input: z.object({}),
    output: z.undefined(),
  }),
};

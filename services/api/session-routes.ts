import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GantryError, type OperationName, type ParsedInput } from '#contract';
import type { Attempts } from './attempts.ts';
import { cookieName, type Gate } from './gate.ts';
import type { Sessions } from './sessions.ts';

export interface SessionRouteOptions {
  sessions: Sessions;
  attempts: Attempts;
  gate: Gate;
  port: () => number;
  createLink: () => { url: string; expires_at: string };
}

export type HttpHandler = (input: never, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The operations that set a cookie: the only handlers that know HTTP. */
export function sessionRoutes({
  sessions,
  attempts,
  gate,
  port,
  createLink,
}: SessionRouteOptions): Partial<Record<OperationName, HttpHandler>> {
  const setCookie = (reply: FastifyReply, value: string, expires: Date) =>
    reply.header(
      'set-cookie',
      stringifySetCookie({ name: cookieName(port()), value, httpOnly: true, sameSite: 'strict', path: '/', expires }),
    );
  return {
    'session.link': async () => createLink(),
    async 'session.create'({ code, token }: ParsedInput<'session.create'>, _request, reply) {
      const owner = await proveWho({ code, token });
      const { cookie, key, expiresAt } = await sessions.create(owner);
      setCookie(reply, cookie, expiresAt);
      return { key, expires_at: expiresAt.toISOString() };
    },
    async 'session.delete'(_input, request, reply) {
      const cookie = parseCookie(request.headers.cookie ?? '')[cookieName(port())];
      if (cookie !== undefined) await sessions.remove(cookie);
      setCookie(reply, '', new Date(0));
      return undefined;
    },
  };

  async function proveWho({ code, token }: ParsedInput<'session.create'>) {
    if (token !== undefined) return gate.findToken(token);
    if (code === undefined) throw new GantryError('invalid_value', { message: 'code is missing; give it or a token.', field: 'code' });
    attempts.expectRoom();
    try {
      sessions.redeemCode(code);
    } catch (error) {
      attempts.noteWrong();
      throw error;
    }
    return { caller: 'panel', scopes: ['admin'] as const };
  }
}

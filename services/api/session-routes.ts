import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GantryError, type OperationName, type ParsedInput } from '#contract';
import type { Attempts } from './attempts.ts';
import { type Caller, cookieName, type Gate } from './gate.ts';
import { panelCaller, type SessionOwner, type Sessions } from './sessions.ts';

export interface SessionRouteOptions {
  sessions: Sessions;
  attempts: Attempts;
  gate: Gate;
  port: () => number;
  createLink: () => { url: string; expires_at: string };
  /** Who has sent a request. */
  callerOf: (request: FastifyRequest) => Caller;
  /** A session was made or has ended. */
  onChanged: () => void;
}

export type HttpHandler = (input: never, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The cookie is let outlive the session, which grows with its use; the host decides. 400 days is the most browsers keep one. */
const cookieSeconds = 400 * 24 * 3600;

/** The operations that set a cookie: the only handlers that know HTTP. */
export function sessionRoutes({
  sessions,
  attempts,
  gate,
  port,
  createLink,
  callerOf,
  onChanged,
}: SessionRouteOptions): Partial<Record<OperationName, HttpHandler>> {
  const setCookie = (reply: FastifyReply, value: string, maxAge: number) =>
    reply.header(
      'set-cookie',
      stringifySetCookie({ name: cookieName(port()), value, httpOnly: true, sameSite: 'strict', path: '/', maxAge }),
    );
  return {
    'session.link': async () => createLink(),
    async 'session.create'({ code, token }: ParsedInput<'session.create'>, _request, reply) {
      const owner = await proveWho({ code, token });
      const { cookie, key, expiresAt } = await sessions.create(owner);
      setCookie(reply, cookie, cookieSeconds);
      onChanged();
      return { key, expires_at: expiresAt.toISOString() };
    },
    async 'session.delete'(_input, request, reply) {
      const cookie = parseCookie(request.headers.cookie ?? '')[cookieName(port())];
      if (cookie !== undefined) await sessions.remove(cookie);
      setCookie(reply, '', 0);
      onChanged();
      return undefined;
    },
    async 'sessions.list'(_input, request) {
      const { sessionId } = callerOf(request);
      return { sessions: sessions.list().map((session) => ({ ...session, is_yours: session.id === sessionId })) };
    },
    async 'sessions.end'({ id }: ParsedInput<'sessions.end'>) {
      await sessions.end(id);
      onChanged();
      return undefined;
    },
  };

  async function proveWho({ code, token }: ParsedInput<'session.create'>): Promise<SessionOwner> {
    if (token !== undefined) return gate.findToken(token);
    if (code === undefined) throw new GantryError('invalid_value', { message: 'code is missing; give it or a token.', field: 'code' });
    try {
      sessions.redeemCode(code);
    } catch (error) {
      // Only wrong ones are held back, so that whoever tries many cannot keep the right one out.
      attempts.expectRoom();
      attempts.noteWrong();
      throw error;
    }
    return { caller: panelCaller, scopes: ['admin'] };
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';
import { GantryError, type OperationDeclaration, type Scope } from '#contract';
import type { Tokens, VerifiedToken } from '#platform/credentials';
import type { Attempts } from './attempts.ts';
import type { Sessions } from './sessions.ts';

export interface Caller {
  caller: string;
  scopes: readonly Scope[];
  /** The token that was sent, or that the session was made with. */
  token?: VerifiedToken;
  /** Id of the browser session. */
  sessionId?: string;
}

export interface GateOptions {
  tokens: Pick<Tokens, 'verify'>;
  sessions: Sessions;
  attempts: Attempts;
  port: () => number;
  /** Address containers reach this API by while the stack runs, or undefined. */
  gatewayAddress: () => string | undefined;
}

/** Names a compose file gives this computer inside containers, beside its address. */
const gatewayNames: readonly string[] = ['gantry-host', 'host.docker.internal', 'host.containers.internal'];

/** Pages a browser navigates to, where it cannot send a header; they hold no data. */
const cookieAlone: ReadonlySet<string> = new Set(['/docs', '/openapi.json']);

export function cookieName(port: number): string {
  return `gantry_session_${port}`;
}

/** Decides who may come in: own Host, own Origin, then a token or a session with the scope. */
export function createGate({ tokens, sessions, attempts, port, gatewayAddress }: GateOptions) {
  // Browsers leave the port out where it is 80.
  const ownHosts = () => ['127.0.0.1', 'localhost', '[::1]'].flatMap((host) => [`${host}:${port()}`, ...(port() === 80 ? [host] : [])]);

  /** Whether a connection came in by the stack's network: programs in containers, never a browser of this computer. */
  const isFromStack = (localAddress: string | undefined) => {
    const address = gatewayAddress();
    return address !== undefined && localAddress?.replace(/^::ffff:/, '') === address;
  };

  async function findToken(token: string): Promise<Caller> {
    const verified = await tokens.verify(token);
    if (verified !== undefined) return { caller: verified.name, scopes: verified.scopes, token: verified };
    attempts.expectRoom();
    attempts.noteWrong();
    throw new GantryError('token_invalid');
  }

  function findSession(headers: IncomingHttpHeaders, path: string): Caller | undefined {
    const cookie = parseCookie(headers.cookie ?? '')[cookieName(port())];
    if (cookie === undefined) return undefined;
    const key = headers['x-gantry-session'];
    if (typeof key !== 'string' && !cookieAlone.has(path)) return undefined;
    const session = sessions.find(cookie, typeof key === 'string' ? key : undefined);
    if (session === undefined) throw new GantryError('token_invalid', { message: 'The browser session is not known or has expired.' });
    const { id: sessionId, ...owner } = session;
    return { ...owner, sessionId };
  }

  return {
    /**
     * Refuses what another site makes a browser send: a foreign Host (DNS rebinding), a foreign Origin, a fetch across sites.
     * @throws GantryError `host_refused`, `origin_refused`
     */
    expectOwnOrigin(headers: IncomingHttpHeaders, localAddress: string | undefined): void {
      if (isFromStack(localAddress)) {
        const hosts = [gatewayAddress(), ...gatewayNames].map((host) => `${host}:${port()}`);
        if (!hosts.includes((headers.host ?? '').toLowerCase())) throw new GantryError('host_refused');
        if (headers.origin !== undefined) throw new GantryError('origin_refused');
        return;
      }
      if (!ownHosts().includes((headers.host ?? '').toLowerCase())) throw new GantryError('host_refused');
      if (headers.origin !== undefined && !ownHosts().some((host) => headers.origin === `http://${host}`))
        throw new GantryError('origin_refused');
      const site = headers['sec-fetch-site'];
      // A link on another page may lead to the panel (navigate); nothing else may come from there.
      if ((site === 'cross-site' || site === 'same-site') && headers['sec-fetch-mode'] !== 'navigate')
        throw new GantryError('origin_refused');
    },
    /** @throws GantryError `token_missing`, `token_invalid`, `token_expired`, `overloaded` */
    async identify(headers: IncomingHttpHeaders, declared: OperationDeclaration, localAddress: string | undefined): Promise<Caller> {
      if (declared.scope === 'public') return { caller: 'anyone', scopes: [] };
      const token = readToken(headers);
      const session = () => (isFromStack(localAddress) ? undefined : findSession(headers, declared.path));
      const found = token === undefined ? session() : await findToken(token);
      if (found === undefined) throw new GantryError('token_missing');
      return found;
    },
    /** @throws GantryError `scope_missing` */
    expectScope({ scopes }: Caller, { scope }: OperationDeclaration): void {
      if (mayAsk(scopes, scope)) return;
      throw new GantryError('scope_missing', {
        message: `This operation needs the scope ${scope}.`,
        fix: `Use a token with the scope ${scope}.`,
      });
    },
    findToken,
    /** Whether the credential that began a long reply still gives `scope`; asking does not make a session last longer. */
    async stillHolds(headers: IncomingHttpHeaders, scope: Scope): Promise<boolean> {
      const token = readToken(headers);
      const cookie = parseCookie(headers.cookie ?? '')[cookieName(port())];
      const found = token === undefined ? cookie && sessions.peek(cookie) : await tokens.verify(token);
      return found !== undefined && found !== '' && mayAsk(found.scopes, scope);
    },
  };
}

function mayAsk(scopes: readonly Scope[], scope: Scope | 'public'): boolean {
  return scope === 'public' || scopes.includes('admin') || scopes.includes(scope);
}

export type Gate = ReturnType<typeof createGate>;

function readToken({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return bearer ?? (typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined);
}

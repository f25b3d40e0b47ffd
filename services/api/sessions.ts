import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type BrowserSession, GantryError, type Scope, scopes } from '#contract';
import type { Tokens, VerifiedToken } from '#platform/credentials';
import { parseJson, readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';

const storedSchema = z.array(
  z.object({
    cookie: z.string(),
    key: z.string(),
    caller: z.string(),
    scopes: z.array(z.enum(scopes)),
    expires_at: z.number(),
    /** Left out by earlier versions, as the next one. */
    created_at: z.number().optional(),
    /** The token it was made with, and which of its secrets. */
    token: z.object({ id: z.string(), mark: z.string() }).optional(),
  }),
);
type Stored = z.infer<typeof storedSchema>[number];

/** Who a session belongs to: the panel by a link, or a token. */
export interface SessionOwner {
  caller: string;
  scopes: readonly Scope[];
  token?: VerifiedToken;
}

export interface Session extends SessionOwner {
  id: string;
}

/** What a link gives a session. */
export const panelCaller = 'panel';

export interface Sessions {
  /** Reads the sessions of earlier starts. */
  open(): Promise<void>;
  /** A new one-time code, good for 15 minutes. */
  createCode(): { code: string; expiresAt: Date };
  /** @throws GantryError `link_used` */
  redeemCode(code: string): void;
  create(owner: SessionOwner): Promise<{ cookie: string; key: string; expiresAt: Date }>;
  /** The session of a cookie; with `key` undefined only the cookie is held against it. Each use makes it last longer. */
  find(cookie: string, key: string | undefined): Session | undefined;
  /** The session of a cookie, without making it last longer. */
  peek(cookie: string): Session | undefined;
  remove(cookie: string): Promise<void>;
  /** Those that are open, the newest first. */
  list(): Omit<BrowserSession, 'is_yours'>[];
  /** Ends one by its id. @throws GantryError `not_found` */
  end(id: string): Promise<void>;
}

const codeMs = 15 * 60_000;
const mostCodes = 100;
const mostSessions = 100;

export interface SessionsOptions {
  paths: Paths;
  sessionHours: number;
  log: Log;
  tokens: Pick<Tokens, 'standing'>;
  now?: () => number;
}

/**
 * Sessions of browsers, kept as hashes in `<state>/sessions.json` so that a panel survives a start of the host. One made
 * with a token has that token's present name and scopes, and ends with it: revoked, replaced or expired.
 */
export function createSessions({ paths, sessionHours, log, tokens, now = Date.now }: SessionsOptions): Sessions {
  const file = join(paths.state, 'sessions.json');
  const sessionMs = sessionHours * 3_600_000;
  const codes = new Map<string, number>();
  let sessions: Stored[] = [];
  let saving = Promise.resolve();

  function findOpen(cookie: string): Stored | undefined {
    const hash = digest(cookie);
    return sessions.find((session) => session.cookie === hash && isOpen(session));
  }

  function isOpen({ expires_at, token }: Stored): boolean {
    return expires_at > now() && (token === undefined || tokens.standing(token.id, token.mark) !== undefined);
  }

  function describe(session: Stored): Session {
    const token = session.token && tokens.standing(session.token.id, session.token.mark);
    const { name: caller, scopes: granted } = token ?? { name: session.caller, scopes: session.scopes };
    return { id: idOf(session), caller, scopes: granted, ...(token === undefined ? {} : { token }) };
  }

  const save = () => {
    saving = saving
      .then(() => writeDurably(file, JSON.stringify(sessions)))
      .catch((error: unknown) => log.warn({ err: error }, 'sessions not written'));
    return saving;
  };

  return {
    async open() {
      const parsed = storedSchema.safeParse(parseJson(await readIfThere(file)));
      // Earlier versions did not say which token a session was made with, so nothing could end it: its owner signs in again.
      const isKnown = ({ caller, token }: Stored) => token !== undefined || caller === panelCaller;
      sessions = parsed.success ? parsed.data.filter((session) => isKnown(session) && isOpen(session)) : [];
    },
    createCode() {
      for (const [hash, expires] of codes) if (expires <= now() || codes.size >= mostCodes) codes.delete(hash);
      const code = randomBytes(32).toString('base64url');
      codes.set(digest(code), now() + codeMs);
      return { code, expiresAt: new Date(now() + codeMs) };
    },
    redeemCode(code) {
      const hash = digest(code);
      const expires = codes.get(hash);
      codes.delete(hash);
      if (expires === undefined || expires <= now()) throw new GantryError('link_used');
    },
    async create({ caller, scopes: granted, token }) {
      const cookie = randomBytes(32).toString('base64url');
      const key = randomBytes(32).toString('base64url');
      const expiresAt = now() + sessionMs;
      sessions = [
        ...sessions.filter(isOpen),
        {
          cookie: digest(cookie),
          key: digest(key),
          caller,
          scopes: [...granted],
          expires_at: expiresAt,
          created_at: now(),
          ...(token === undefined ? {} : { token: { id: token.id, mark: token.mark } }),
        },
      ].slice(-mostSessions);
      await save();
      return { cookie, key, expiresAt: new Date(Math.min(expiresAt, token?.expiresAt ?? expiresAt)) };
    },
    find(cookie, key) {
      const found = findOpen(cookie);
      if (found === undefined) return undefined;
      if (key !== undefined && !timingSafeEqual(Buffer.from(digest(key)), Buffer.from(found.key))) return undefined;
      // Written at most once in a tenth of its life, not at every request.
      if (found.expires_at - now() < sessionMs * 0.9) {
        found.expires_at = now() + sessionMs;
        void save();
      }
      return describe(found);
    },
    peek(cookie) {
      const found = findOpen(cookie);
      return found && describe(found);
    },
    async remove(cookie) {
      const hash = digest(cookie);
      sessions = sessions.filter((session) => session.cookie !== hash);
      await save();
    },
    list: () =>
      sessions
        .filter(isOpen)
        .map((session) => {
          const { id, caller, scopes: granted, token } = describe(session);
          return {
            id,
            caller,
            scopes: [...granted],
            created_at: session.created_at === undefined ? null : new Date(session.created_at).toISOString(),
            expires_at: new Date(Math.min(session.expires_at, token?.expiresAt ?? session.expires_at)).toISOString(),
          };
        })
        .reverse(),
    async end(id) {
      const rest = sessions.filter((session) => idOf(session) !== id);
      if (rest.length === sessions.length)
        throw new GantryError('not_found', { message: 'There is no open session with this id.', field: 'id' });
      sessions = rest;
      await save();
    },
  };
}

/** Enough of the hash to tell sessions apart; the cookie cannot be found from it. */
function idOf({ cookie }: Stored): string {
  return cookie.slice(0, 16);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

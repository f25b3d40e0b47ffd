import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { GantryError, type Scope, scopes } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';

const storedSchema = z.array(
  z.object({ cookie: z.string(), key: z.string(), caller: z.string(), scopes: z.array(z.enum(scopes)), expires_at: z.number() }),
);
type Stored = z.infer<typeof storedSchema>[number];

export interface Session {
  caller: string;
  scopes: readonly Scope[];
}

export interface Sessions {
  /** Reads the sessions of earlier starts. */
  open(): Promise<void>;
  /** A new one-time code, good for 15 minutes. */
  createCode(): { code: string; expiresAt: Date };
  /** @throws GantryError `link_used` */
  redeemCode(code: string): void;
  create(session: Session): Promise<{ cookie: string; key: string; expiresAt: Date }>;
  /** The session of a cookie; with `key` undefined only the cookie is held against it. Each use makes it last longer. */
  find(cookie: string, key: string | undefined): Session | undefined;
  /** Whether there is such a session, without making it last longer. */
  isOpen(cookie: string): boolean;
  remove(cookie: string): Promise<void>;
}

const codeMs = 15 * 60_000;
const mostCodes = 100;
const mostSessions = 100;

/** Sessions of browsers, kept as hashes in `<state>/sessions.json` so that a panel survives a start of the host. */
export function createSessions({
  paths,
  sessionHours,
  log,
  now = Date.now,
}: {
  paths: Paths;
  sessionHours: number;
  log: Log;
  now?: () => number;
}): Sessions {
  const file = join(paths.state, 'sessions.json');
  const sessionMs = sessionHours * 3_600_000;
  const codes = new Map<string, number>();
  let sessions: Stored[] = [];
  let saving = Promise.resolve();

  function findOpen(cookie: string): Stored | undefined {
    const hash = digest(cookie);
    const found = sessions.find((session) => session.cookie === hash);
    return found === undefined || found.expires_at <= now() ? undefined : found;
  }

  const save = () => {
    saving = saving
      .then(() => writeDurably(file, JSON.stringify(sessions)))
      .catch((error: unknown) => log.warn({ err: error }, 'sessions not written'));
    return saving;
  };

  return {
    async open() {
      const parsed = storedSchema.safeParse(toJson(await readIfThere(file)));
      sessions = parsed.success ? parsed.data.filter(({ expires_at }) => expires_at > now()) : [];
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
    async create({ caller, scopes: granted }) {
      const cookie = randomBytes(32).toString('base64url');
      const key = randomBytes(32).toString('base64url');
      const expiresAt = now() + sessionMs;
      sessions = [
        ...sessions.filter(({ expires_at }) => expires_at > now()),
        { cookie: digest(cookie), key: digest(key), caller, scopes: [...granted], expires_at: expiresAt },
      ].slice(-mostSessions);
      await save();
      return { cookie, key, expiresAt: new Date(expiresAt) };
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
      return { caller: found.caller, scopes: found.scopes };
    },
    isOpen: (cookie) => findOpen(cookie) !== undefined,
    async remove(cookie) {
      const hash = digest(cookie);
      sessions = sessions.filter((session) => session.cookie !== hash);
      await save();
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function toJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
}

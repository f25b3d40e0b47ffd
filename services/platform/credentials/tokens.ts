import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, stat } from 'node:fs/promises';
import { GantryError, type Scope } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import { apiTokenFile, type Paths } from '#platform/paths';

export interface VerifiedToken {
  name: string;
  scopes: readonly Scope[];
}

export interface Tokens {
  /** Who the token belongs to, or undefined. Takes the same time whether or not it matches. */
  verify(token: string): Promise<VerifiedToken | undefined>;
}

/** 256 bits of randomness need 43 characters of base64url; a shorter token was not made by us and can be guessed sooner. */
const leastChars = 32;

/**
 * Reads the first admin token from `<config>/api-token` (0600), or makes it.
 * @throws GantryError `config_invalid` when the file has something too short to be a token
 */
export async function createTokens({ paths, log }: { paths: Paths; log: Log }): Promise<Tokens> {
  const file = apiTokenFile(paths);
  const existing = (await readIfThere(file))?.trim();
  const token = existing === undefined || existing === '' ? await makeToken(file) : existing;
  if (token.length < leastChars) {
    throw new GantryError('config_invalid', {
      message: `${file}: the token must have at least ${leastChars} characters.`,
      field: 'api-token',
      fix: 'Delete the file; the next start makes a new token.',
    });
  }
  await closeToOthers(file, log);
  const expected = digest(token);
  return {
    verify: async (candidate) => (timingSafeEqual(digest(candidate), expected) ? { name: 'api-token', scopes: ['admin'] } : undefined),
  };
}

async function makeToken(file: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await writeDurably(file, `${token}\n`, 0o600);
  return token;
}

async function closeToOthers(file: string, log: Log): Promise<void> {
  if (process.platform === 'win32') return;
  if (((await stat(file)).mode & 0o077) === 0) return;
  await chmod(file, 0o600);
  log.warn({ file }, 'the token file was readable by others and is 0600 again; if others use this computer, delete it to get a new token');
}

// Equal lengths are what timingSafeEqual needs, and a digest hides how long the token is.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

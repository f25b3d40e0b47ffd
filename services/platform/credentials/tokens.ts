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
  /** Accepts the token in a file (0600), which is made unless it is there: for programs that read their token from one. */
  addFile(entry: { name: string; scopes: readonly Scope[]; file: string }): Promise<void>;
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
  const known: (VerifiedToken & { expected: Buffer })[] = [{ name: 'api-token', scopes: ['admin'], expected: digest(token) }];
  return {
    async verify(candidate) {
      const given = digest(candidate);
      // Every one is compared, so that the time does not tell which came close.
      const matches = known.filter(({ expected }) => timingSafeEqual(given, expected));
      return matches[0] === undefined ? undefined : { name: matches[0].name, scopes: matches[0].scopes };
    },
    async addFile(entry) {
      const text = (await readIfThere(entry.file))?.trim() ?? '';
      const own = text.length >= leastChars ? text : await makeToken(entry.file);
      await closeToOthers(entry.file, log);
      known.push({ name: entry.name, scopes: entry.scopes, expected: digest(own) });
    },
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

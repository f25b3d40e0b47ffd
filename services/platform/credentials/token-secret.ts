import { createHash, randomBytes } from 'node:crypto';

/** What every secret of ours begins with, so that scanners of repositories and logs find one that leaked. */
const prefix = 'gty_';
/** Characters of a secret that are shown in lists; the 39 that stay hidden hold 234 bits. */
const hintChars = prefix.length + 4;

/** A new secret: `gty_` and 256 random bits as 43 characters of base64url. */
export function makeTokenSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/**
 * SHA-256 of a secret. A slow password hash would gain nothing: with 256 random bits there is no dictionary to try, and
 * every request would pay for it. The digest also hides the length, and equal lengths are what timingSafeEqual needs.
 */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Names one secret of a token without saying anything about it: what a session of the browser remembers. */
export function markOf(digest: Buffer): string {
  return digest.toString('hex').slice(0, 16);
}

/** First characters of a secret we made. Of any other one nothing is shown: it may be a phrase. */
export function hintOf(secret: string): string {
  return secret.startsWith(prefix) && secret.length === prefix.length + 43 ? secret.slice(0, hintChars) : '';
}

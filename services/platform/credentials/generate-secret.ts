import { randomBytes } from 'node:crypto';

/**
 * A random secret of the letters of base64url, which need no quoting in URLs, SQL, shells and env files. Each character
 * holds 6 bits; the default of 32 makes 192.
 */
export function generateSecret(chars = 32): string {
  return randomBytes(Math.ceil((chars * 3) / 4))
    .toString('base64url')
    .slice(0, chars);
}

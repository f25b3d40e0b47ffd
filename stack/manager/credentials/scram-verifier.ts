import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { GantryError } from '#contract';

/** Postgres' own number (`scram_iterations`); a client does as many at each login. */
const iterations = 4096;
const saltBytes = 16;
const keyBytes = 32;

/** RFC 3454 table C.1.2: spaces other than U+0020. */
const otherSpaces = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;
/** RFC 3454 table B.1: what stands for nothing. Alternatives, for in a class these would join with their neighbours. */
const nothing = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;
/**
 * Written from left to right and known since Unicode 3.2: Latin, Greek, Cyrillic, Kana, Han, Hangul, full-width forms and
 * what the two tables above replace. Every client prepares these alike.
 */
const settled = new RegExp(
  `^(?:${[
    '[\\u0020-\\u007E\\u00A0-\\u0220\\u0222-\\u0233\\u0250-\\u02AD]',
    '[\\u0300-\\u033F]|\\u034F',
    '[\\u0391-\\u03A1\\u03A3-\\u03CE\\u0410-\\u044F]',
    '[\\u2000-\\u200D\\u202F\\u205F\\u2060\\u2070\\u2074-\\u208E\\u2153-\\u2182\\u2460-\\u24FE]',
    '[\\u3000\\u3041-\\u3096\\u309B-\\u30FE]|\\u3099|\\u309A',
    '[\\u4E00-\\u9FA5\\uAC00-\\uD7A3\\uFB00-\\uFB06\\uFF01-\\uFFBE]',
    '[\\uFE00-\\uFE0F]|\\uFEFF',
  ].join('|')})+$`,
);

/**
 * A password as clients of Postgres prepare it before they hash it (SASLprep, RFC 4013).
 * libpq leaves one with a character that is not in Unicode 3.2, such as most emoji, as it is; `pg` of Node.js does not. For
 * a password that both leave alone this makes no difference; for one they see differently there is no right verifier.
 * @throws GantryError `invalid_value` for the latter
 */
export function preparePassword(password: string): string {
  const prepared = password.replace(otherSpaces, ' ').replace(nothing, '').normalize('NFKC');
  if (prepared === password) return password;
  if (prepared !== '' && settled.test(password)) return prepared;
  throw new GantryError('invalid_value', {
    message:
      'The password joins characters that clients of Postgres rewrite (joiners, variation selectors, full-width or combined forms) with rarer ones such as emoji; some clients could not log in with it.',
    field: 'value',
    fix: 'Leave out one of the two.',
  });
}

/** What Postgres keeps of a password (RFC 5803): it logs in whoever knows the password, and tells nobody what it is. */
export async function scramVerifier(password: string, salt: Buffer = randomBytes(saltBytes)): Promise<string> {
  const salted = await promisify(pbkdf2)(preparePassword(password), salt, iterations, keyBytes, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`;
}

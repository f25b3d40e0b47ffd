import { createHash } from 'node:crypto';

/** Fingerprint of a file's text, 16 hexadecimal digits; `none` of a file that is not there or is empty. */
export function revisionOf(text: string): string {
  return text === '' ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 16);
}

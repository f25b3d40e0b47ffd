const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 40 of 62 are 238 bits: more than any service here uses of a secret. */
const length = 40;

/** A value nobody can guess, of letters and digits only, so that it also survives being typed. */
export function makeValue(): string {
  let value = '';
  while (value.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      // Bytes above the last whole round would make the first letters likelier.
      if (byte < letters.length * 4 && value.length < length) value += letters[byte % letters.length];
    }
  }
  return value;
}

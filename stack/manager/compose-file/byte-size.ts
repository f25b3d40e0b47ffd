import { composeInvalid } from './compose-invalid.ts';
import type { Field } from './compose-node.ts';
import { scalarOf } from './field-values.ts';

/** Powers of 1024, as Compose counts (docker/go-units RAMInBytes). */
const exponents: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of a size such as `512m`, `1gb`, `1.5g`, `64KiB` or `1048576`. `undefined` when it is none. */
export function parseByteSize(text: string): number | undefined {
  const found = /^(\d{1,15}(?:\.\d{1,9})?) ?(?:([kmgt])i?)?b?$/i.exec(text);
  if (found === null) return undefined;
  const bytes = Math.trunc(Number(found[1]) * 1024 ** (exponents[(found[2] ?? '').toLowerCase()] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A size of at least one byte. @throws GantryError `compose_invalid` */
export function byteSizeOf(field: Field): number {
  const bytes = parseByteSize(String(scalarOf(field).value));
  if (bytes === undefined || bytes < 1) throw composeInvalid(field, 'must be a size in bytes above 0, such as 512m, 1g, 64kb or 1048576.');
  return bytes;
}

import { InvalidArgumentError } from 'commander';

const unitBytes: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes of a size as Compose files write it: `512m`, `1.5g`, `64MiB`; the units are binary, a bare number is bytes. */
export function readMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([bkmgt]?)(?:i?b)?$/i.exec(text);
  const bytes = match === null ? Number.NaN : Math.round(Number(match[1]) * (unitBytes[(match[2] || 'b').toLowerCase()] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw new InvalidArgumentError('It must be a size such as 512m, 1.5g or 64MiB.');
  return bytes;
}

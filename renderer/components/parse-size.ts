const factors: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes of what a person writes: `512m`, `512 MiB`, `1.5 GiB`, `-1`; NaN where it is none. */
export function parseSize(text: string): number {
  if (text.trim() === '-1') return -1;
  const match = /^(\d+(?:[.,]\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text.trim());
  return match === null
    ? Number.NaN
    : Math.round(Number((match[1] ?? '').replace(',', '.')) * (factors[(match[2] ?? '').toLowerCase()] ?? 1));
}

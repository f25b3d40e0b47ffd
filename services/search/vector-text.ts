/** 8 decimals are finer than the 24 bits of a float for the parts of a unit vector that count, and half as long to write. */
const scale = 1e8;

/** A vector as pgvector reads it: `[0.1,0.2]`. */
export function vectorText(vector: ArrayLike<number>): string {
  const parts: number[] = [];
  for (let index = 0; index < vector.length; index += 1) parts.push(Math.round((vector[index] ?? 0) * scale) / scale);
  return `[${parts.join(',')}]`;
}

/** The vector of length 1 in the same direction, without overflow for numbers of any size. */
export function toUnit(vector: readonly number[]): number[] {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scaled = vector.map((value) => value / largest);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / length);
}

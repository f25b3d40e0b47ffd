/** Whether two values of a configuration are the same as far as a file can tell them apart. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export interface BatchLimits {
  /** Padding included. */
  maxBatchTokens: number;
  maxBatchSize: number;
}

/**
 * Padding a batch may hold beside this many times its real tokens. Measured on 2 cores: a run of its own costs as much
 * as about 5 tokens more, so a batch with more padding than that is slower than two.
 */
const paddingShare = 1 / 8;
const freePaddingTokens = 8;

/**
 * Which of the texts go into the next batch: the first always, and those nearest to it in length while the limits and
 * the padding allow. `lengths` in tokens, in the order of the queue; gives their indices.
 */
export function pickBatch(lengths: readonly number[], { maxBatchTokens, maxBatchSize }: BatchLimits): number[] {
  const head = lengths[0];
  if (head === undefined) return [];
  const others = lengths
    .map((length, index) => ({ length, index, distance: Math.abs(length - head) }))
    .slice(1)
    .sort((a, b) => a.distance - b.distance);
  const picked = [0];
  let longest = head;
  let real = head;
  for (const { length, index } of others) {
    const width = Math.max(longest, length);
    const padded = width * (picked.length + 1);
    const padding = padded - (real + length);
    if (picked.length === maxBatchSize) break;
    if (padded > maxBatchTokens || padding > Math.max(freePaddingTokens, (real + length) * paddingShare)) continue;
    picked.push(index);
    longest = width;
    real += length;
  }
  return picked;
}

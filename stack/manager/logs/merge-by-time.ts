/**
 * Merges streams, each in its own order, by the stamp of their next lines; of equal stamps the earlier stream goes first. One line of each
 * is held at a time. Ends when `take` answers false, and gives the stamps of the next lines left then, and none when all were taken.
 */
export async function mergeByTime<T extends { readonly at: string; readonly microseconds: number }>(
  streams: readonly AsyncIterable<T>[],
  take: (line: T) => boolean,
): Promise<number[]> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  try {
    const heads = (await Promise.all(iterators.map(async (iterator) => nextOf(iterator)))) as (T | undefined)[];
    for (;;) {
      const first = indexOfOldest(heads);
      const head = heads[first];
      const iterator = iterators[first];
      if (head === undefined || iterator === undefined) return [];
      const wantsMore = take(head);
      heads[first] = await nextOf(iterator);
      if (!wantsMore) return heads.flatMap((left) => (left === undefined ? [] : [left.microseconds]));
    }
  } finally {
    await Promise.allSettled(iterators.map(async (iterator) => iterator.return?.()));
  }
}

async function nextOf<T>(iterator: AsyncIterator<T>): Promise<T | undefined> {
  const { done, value } = await iterator.next();
  return done === true ? undefined : value;
}

function indexOfOldest(heads: readonly ({ readonly at: string; readonly microseconds: number } | undefined)[]): number {
  let oldest = -1;
  heads.forEach((head, index) => {
    const best = heads[oldest];
    if (head === undefined) return;
    if (best === undefined || head.microseconds < best.microseconds || (head.microseconds === best.microseconds && head.at < best.at))
      oldest = index;
  });
  return oldest;
}

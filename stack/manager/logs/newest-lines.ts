/** The newest lines of a stream, at most so many and of so many bytes together, whatever comes. */
export interface NewestLines<T> {
  add(line: T, bytes: number): void;
  /** Oldest first. */
  list(): T[];
  /** Whether lines went to make room. */
  isCut(): boolean;
}

export function createNewestLines<T>(most: number, mostBytes: number): NewestLines<T> {
  const kept: { line: T; bytes: number }[] = [];
  let first = 0;
  let bytesKept = 0;
  let isCut = false;
  return {
    add(line, bytes) {
      kept.push({ line, bytes });
      bytesKept += bytes;
      while (kept.length - first > most || (bytesKept > mostBytes && kept.length - first > 1)) {
        bytesKept -= kept[first]?.bytes ?? 0;
        first += 1;
        isCut = true;
      }
      // A shift at each line would move them all each time.
      if (first > 4096) {
        kept.splice(0, first);
        first = 0;
      }
    },
    list: () => kept.slice(first).map(({ line }) => line),
    isCut: () => isCut,
  };
}

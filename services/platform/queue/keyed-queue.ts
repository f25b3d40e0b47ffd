/** Work on the same thing one after another, in the order it came; work on different things side by side. */
export interface KeyedQueue {
  /** Runs `work` when all earlier work on any of the keys is over. Keys are taken at once, so two calls cannot wait for each other. */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<void>>();
  return {
    async run(keys, work) {
      const own = [...new Set(keys)];
      const before = own.map((key) => last.get(key));
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const key of own) last.set(key, released);
      try {
        await Promise.all(before);
        return await work();
      } finally {
        release();
        for (const key of own) if (last.get(key) === released) last.delete(key);
      }
    },
  };
}

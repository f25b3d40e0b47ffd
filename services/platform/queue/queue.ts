/** Work one after another, in the order it came; one that fails does not stop the next. */
export interface Queue {
  /** Runs `work` when all earlier work is over. Throws what `work` throws. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

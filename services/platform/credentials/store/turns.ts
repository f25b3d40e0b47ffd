/** Who may work when: on one name in the order of asking, on different names side by side, on the whole store alone. */
export interface Turns {
  /** Runs `work` when all earlier work on that name is over and nobody has the whole store. */
  one<T>(name: string, work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` while nothing else runs. Work on single names that is asked for meanwhile waits; what is asked for before it begins
   * goes first, for work on one name may itself need another name and would wait for ever.
   */
  all<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  let lastAll: Promise<void> = Promise.resolve();
  let working = 0;
  let isWhole = false;
  let waiting: (() => void)[] = [];

  function wake(): void {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  }
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));

  return {
    async one(name, work) {
      const before = last.get(name);
      const { promise, release } = makeGate();
      last.set(name, promise);
      await before;
      while (isWhole) await change();
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        release();
        if (last.get(name) === promise) last.delete(name);
        wake();
      }
    },
    async all(work) {
      const before = lastAll;
      const { promise, release } = makeGate();
      lastAll = promise;
      await before;
      while (working > 0) await change();
      isWhole = true;
      try {
        return await work();
      } finally {
        isWhole = false;
        release();
        wake();
      }
    },
  };
}

function makeGate(): { promise: Promise<void>; release: () => void } {
  let release = () => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}

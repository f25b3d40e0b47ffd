import { AsyncLocalStorage } from 'node:async_hooks';

/** Work goes through it; while it is closed new work waits and fails in no way. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Lets no more in and waits until all that is inside has come out. Gives the way to open it again, or undefined when
   * that took longer than `drainMs`: then it is open again already.
   */
  close(drainMs: number): Promise<(() => void) | undefined>;
}

/** Work inside work (a query within a transaction) passes a closed gate: what it belongs to is waited for. */
export function createGate(): Gate {
  const inside = new AsyncLocalStorage<{ isDone: boolean }>();
  let count = 0;
  let opened: Promise<void> | undefined;
  let onEmpty: (() => void) | undefined;

  return {
    async pass(work) {
      if (inside.getStore()?.isDone === false) return work();
      while (opened !== undefined) await opened;
      count += 1;
      const visit = { isDone: false };
      try {
        return await inside.run(visit, work);
      } finally {
        visit.isDone = true;
        count -= 1;
        if (count === 0) onEmpty?.();
      }
    },
    async close(drainMs) {
      while (opened !== undefined) await opened;
      const { promise, open: letIn } = openLater();
      opened = promise;
      const open = () => {
        opened = undefined;
        letIn();
      };
      if (count === 0 || (await isEmptyWithin(drainMs))) return open;
      open();
      return undefined;
    },
  };

  function isEmptyWithin(drainMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), drainMs);
      const done = (isEmpty: boolean) => {
        clearTimeout(timer);
        onEmpty = undefined;
        resolve(isEmpty);
      };
      onEmpty = () => done(true);
    });
  }
}

function openLater(): { promise: Promise<void>; open: () => void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

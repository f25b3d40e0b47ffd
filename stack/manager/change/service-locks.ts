/** One piece of work at a time for each service; remembers when Gantry itself last touched it. */
export function createServiceLocks(now: () => number = Date.now) {
  const tails = new Map<string, Promise<unknown>>();
  const held = new Map<string, number>();
  const lastHeldMs = new Map<string, number>();

  return {
    /** Runs `work` when no other work on this service runs. */
    async run<T>(name: string, work: () => Promise<T>): Promise<T> {
      const before = tails.get(name) ?? Promise.resolve();
      const mine = before.then(async () => {
        held.set(name, (held.get(name) ?? 0) + 1);
        try {
          return await work();
        } finally {
          held.delete(name);
          lastHeldMs.set(name, now());
        }
      });
      tails.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
    isHeld: (name: string) => held.has(name),
    /** Whether what happened to the service just now may be Gantry's own doing: events arrive a moment late. */
    wasOurs: (name: string, withinMs: number) => held.has(name) || now() - (lastHeldMs.get(name) ?? Number.NEGATIVE_INFINITY) < withinMs,
  };
}

export type ServiceLocks = ReturnType<typeof createServiceLocks>;

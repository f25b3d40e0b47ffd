import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';

/** Which services should run: what the person asked for last. Written before anything is done, so that a host that ends goes on. */
export function createDesired({ file, log }: { file: string; log: Log }) {
  let running = new Set<string>();
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    const text = JSON.stringify({ running: [...running].sort() });
    writing = writing.then(() => writeDurably(file, text)).catch((error: unknown) => log.warn({ err: error }, 'desired state not written'));
    return writing;
  }

  return {
    async open(): Promise<void> {
      try {
        const text = await readIfThere(file);
        running = new Set(text === undefined ? [] : (JSON.parse(text) as { running: string[] }).running);
      } catch (error) {
        log.warn({ err: error }, 'desired state not readable; nothing is started by itself');
      }
    },
    isRunning: (name: string) => running.has(name),
    list: () => [...running],
    async change({ run = [], stop = [] }: { run?: readonly string[]; stop?: readonly string[] }): Promise<void> {
      const before = [...running].sort().join();
      for (const name of run) running.add(name);
      for (const name of stop) running.delete(name);
      if ([...running].sort().join() !== before) await write();
    },
    close: () => writing,
  };
}

export type Desired = ReturnType<typeof createDesired>;

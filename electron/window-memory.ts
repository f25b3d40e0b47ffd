import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import type { Paths } from '#platform/paths';

const memorySchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }).optional(),
  isMaximized: z.boolean().default(false),
  keepsRunning: z.boolean().default(true).describe('Closing the window hides it and leaves the host running'),
});
export type WindowMemory = z.infer<typeof memorySchema>;

export interface WindowMemoryStore {
  get(): WindowMemory;
  /** Changes some of it and writes it, soon and in order. */
  set(change: Partial<WindowMemory>): void;
  /** Waits until it is written. */
  flush(): Promise<void>;
}

/** What the window remembers, in `window.json` of the state folder. A file that cannot be read or written is as none. */
export async function openWindowMemory(paths: Paths): Promise<WindowMemoryStore> {
  const file = join(paths.state, 'window.json');
  let memory = read(await readIfThere(file).catch(() => undefined));
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  return {
    get: () => memory,
    set(change) {
      memory = { ...memory, ...change };
      if (isQueued) return;
      isQueued = true;
      writing = writing
        .then(async () => {
          isQueued = false;
          await makePrivateFolder(paths.state);
          await writeDurably(file, JSON.stringify(memory));
        })
        .catch(() => undefined);
    },
    flush: () => writing,
  };
}

function read(text: string | undefined): WindowMemory {
  try {
    return memorySchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return memorySchema.parse({});
  }
}

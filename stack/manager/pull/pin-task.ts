import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Task } from '#contract';
import { writeDurably } from '#platform/files';
import type { Tasks } from '#platform/tasks';
import type { ChangeTools } from '../change/change-tools.ts';
import type { StackFiles } from '../files/stack-files.ts';

const kind = 'stack-pin';

/** Writes `images.lock`: for each image of the file the digest the engine has it by. */
export function createPinTask({ engine, loadCompose }: ChangeTools, tasks: Tasks, files: StackFiles) {
  tasks.define<Record<string, never>>({
    kind,
    unit: 'images',
    input: z.object({}) as unknown as z.ZodType<Record<string, never>>,
    title: () => 'Write down the digests of the images',
    isResumable: true,
    async run(_input, { signal, progress, problem }) {
      const compose = await loadCompose();
      const services = Object.values(compose.services).sort((one, other) => (one.name < other.name ? -1 : 1));
      const lock: Record<string, { image: string; digest: string | null }> = {};
      let done = 0;
      for (const { name, image } of services) {
        signal.throwIfAborted();
        const found = await engine.imageId(image);
        const digest = found?.digests[0]?.split('@')[1] ?? null;
        lock[name] = { image, digest };
        if (digest === null) {
          const message =
            found === undefined ? 'the image is not on this computer' : 'the image was not pulled, so no registry gave it a digest';
          problem({ item: image, code: 'image-not-pinned', message, kind: 'skipped' });
        }
        done += 1;
        progress({ done, total: services.length, current: image });
      }
      const file = join(dirname(files.envFile), 'images.lock');
      await writeDurably(
        file,
        `# Digests of the images the engine had on ${new Date().toISOString().slice(0, 10)}; null: not known.\n${stringify(lock)}`,
      );
      return { file, pinned: Object.values(lock).filter(({ digest }) => digest !== null).length, images: services.length };
    },
  });
  return { start: (cause: string): Promise<Task> => tasks.start(kind, {}, cause) };
}
